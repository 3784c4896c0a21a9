import kafkajs, { type Admin } from 'kafkajs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { insistOnArchivist } from './archivist.ts'

const { AssignerProtocol } = kafkajs
const SETTINGS = { group: 'lifespan', archivedBy: 'clickhouse', session: 10_000 } as const

beforeEach(() => void vi.useFakeTimers({ fakeNodeBuiltins: true }))
afterEach(() => void vi.useRealTimers())

const member = (userData: string) => ({
  memberMetadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics: [], userData: Buffer.from(userData) }),
})
const saying = (archivedBy: string) => member(JSON.stringify({ held: [1], archivedBy }))

/** A group of such members, each time that somebody asks; the last ones from then on. */
function group(...looks: readonly (readonly ReturnType<typeof member>[])[]): Pick<Admin, 'describeGroups'> {
  let asked = 0
  const describeGroups = async () => ({ groups: [{ members: looks[Math.min(asked++, looks.length - 1)] }] })
  return { describeGroups } as unknown as Pick<Admin, 'describeGroups'>
}

async function soon(work: Promise<void>): Promise<string> {
  const settled = work.then(
    () => 'goes on',
    (error: Error) => error.message,
  )
  await vi.advanceTimersByTimeAsync(20_000)
  return settled
}

test('whoever takes the same one to archive goes on, and so does who is alone, or beside an older version', async () => {
  for (const members of [[saying('clickhouse')], [], [member('[1,2]')], [member('nothing of ours')]])
    expect(await soon(insistOnArchivist(group(members), SETTINGS))).toBe('goes on')
})

test('whoever takes another one is refused', async () => {
  const said = await soon(insistOnArchivist(group([saying('clickhouse'), saying('lifespan')]), SETTINGS))
  expect(said).toMatch(/is clickhouse here, and lifespan for those who run: say the same everywhere/)
})

test('one that was killed is waited for', async () => {
  expect(await soon(insistOnArchivist(group([saying('lifespan')], [saying('lifespan')], []), SETTINGS))).toBe('goes on')
})
