import { statfs } from 'node:fs/promises'
import { hostOf } from '../system/foreign.ts'
import type { Around } from './around.ts'
import { fail, ok, warn, type Check, type Result } from './check.ts'
import { nearest } from './directory.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** Parts that were merged stay for minutes beside what they became: even a small deployment then holds some tens of MiB of them. */
const LEAST = 256 * MIB
/** An event takes some 200 bytes with all that follows from it: room for some million of them, and as much again for merges. */
const ENOUGH = 2 * GIB

const TODO = 'make room, or name a directory on another disk with --data'

/** Whether the disk of the data directory has room. */
export const disk: Check<Around> = {
  name: 'disk',
  look: async ({ place: { dataDir, clickhouse } }) => {
    if (clickhouse !== null) return [ok(hostOf(clickhouse), 'has the data, on disks of its own')]
    const { bavail, bsize } = await statfs(await nearest(dataDir))
    return [judgeRoom(dataDir, bavail * bsize)]
  },
}

function judgeRoom(dataDir: string, free: number): Result {
  const what = `${free < GIB ? `${Math.floor(free / MIB)} MiB` : `${(free / GIB).toFixed(1)} GiB`} free`
  if (free < LEAST) return fail(dataDir, `${what}: inserts will soon be refused`, TODO)
  if (free < ENOUGH) return warn(dataDir, `${what}: enough for some million events`, TODO)
  return ok(dataDir, what)
}
