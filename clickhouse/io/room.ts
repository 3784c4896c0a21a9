import { statfsSync } from 'node:fs'
import { Fault } from '../fault.ts'

const mib = 1024 ** 2
/** In less an engine does not start, or cuts what it writes in silence: a definition that is cut keeps the next ones from starting (seen). */
const least = 16 * mib

/** What to say where the disk of a data directory is full, or as good as full; else null. */
export function noRoom(dataDir: string): string | null {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  if (free >= least) return null
  return `the disk that holds ${dataDir} has ${Math.floor(free / mib)} MiB free: make room there, and try again`
}

/** Throws `DATA_DIR_UNUSABLE` where an engine had better not be started. */
export function insistOnRoom(dataDir: string): void {
  const why = noRoom(dataDir)
  if (why !== null) throw new Fault('DATA_DIR_UNUSABLE', why)
}
