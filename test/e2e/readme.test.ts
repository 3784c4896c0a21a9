import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ListedFinding } from '../../queries/findings.ts'
import { findingsOf } from './asking.ts'
import { UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { ROOT, shell } from './shell.ts'

const INVICTUS = join(ROOT, '../shared/data/cloudtrail-invictus')
const ROLE = 'arn:aws:iam::111122223333:role/web'
const OWNERS = `owners:
  - { match: '${ROLE}', owner: team-web, kind: team, from: 2024-01-01T00:00:00Z }
people: []
`

/** The lines that README.md gives to type, without their comments. */
function commands(): string[] {
  const blocks = readFileSync(join(ROOT, 'README.md'), 'utf8').match(/^```\n[^]*?^```/gm) ?? []
  const lines = blocks.flatMap((block) => block.split('\n'))
  return lines.filter((line) => line.startsWith('npx lifespan ')).map((line) => line.replace(/\s+#.*/, ''))
}

/** Types a line of the README into a shell in some directory. */
const typed = (line: string, directory: string, id = '') =>
  shell(`cd "$1" && ${line.replace('npx ', '').replace('<the start of an id>', '"$2"')}`, [directory, id])

const subjects = (found: readonly ListedFinding[]) => found.map(({ subject }) => subject.id)

describe("the README's commands, as they stand", () => {
  test('are those that are tried here', () => {
    expect(commands().map((line) => line.split(' ')[2])).toEqual([
      'findings',
      'explain',
      'query',
      'verify',
      'up',
      'ingest',
      'ingest',
      'findings',
      'doctor',
    ])
  })

  test('do what it says of them', async () => {
    await inDirectory(async (directory) => {
      await writeDeliveries(join(directory, 'cloudtrail-logs'))
      await writeFile(join(directory, 'owners.yaml'), OWNERS)
      const [open, explain, orphans, verify, , ingest, owners, json, doctor] = commands() as [string, ...string[]]
      const up = await start('up', join(directory, 'lifespan-data'))
      const ingested = await typed(ingest!, directory)
      expect(ingested.stdout).toBe('cloudtrail: 8 received = 8 accepted + 0 ignored + 0 rejected\n')
      const lines = (await typed(json!, directory)).stdout.trim().split('\n')
      const found = lines.map((line) => JSON.parse(line) as ListedFinding)
      expect(subjects(found)).toEqual([UNUSED_KEY, USED_KEY])
      expect(await typed(open, directory)).toMatchObject({ code: 0, stdout: '0 findings, 0 open\n' })
      expect((await typed(orphans!, directory)).code).toBe(0)
      expect((await typed(verify!, directory)).stdout).toContain(' 0 differences')
      expect(await typed(doctor!, directory)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(' 0 failed') as string,
      })

      const why = await typed(explain!, directory, found[1]!.id.slice(0, 8))
      expect(why.code).toBe(0)
      for (const told of [USED_KEY, 'i-0aaaaaaaaaaaaaaa2', ROLE, 'NHI7:2025', 'SELECT'])
        expect(why.stdout).toContain(told)
      for (const time of ['10:40:00', '10:45:00', '17:00:00']) expect(why.stdout).toContain(time)

      const owned = await typed(owners!, directory)
      expect.soft(owned).toMatchObject({ code: 0, stdout: expect.stringContaining('1 accepted') as string })
      expect.soft((await findingsOf(join(directory, 'lifespan-data')))[0]!.owner).toBe('team-web')
      await up.stop()
    })
  })
})

describe('questions', () => {
  test('are listed, and answered as a table, as JSON and as CSV', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      await writeDeliveries(join(directory, 'logs'))
      const { stop } = await start('up', data)
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      const { stdout } = await lifespan(['query'])
      const named = ['workload-life', 'credential-story', 'valid-after-role-deleted', 'chain-up', 'orphans', 'account']
      for (const name of named) expect(stdout).toMatch(new RegExp(`^${name} {2}\\S`, 'm'))
      const story = ['query', 'credential-story', `credential=${USED_KEY}`, '--data', data]
      expect((await lifespan(story)).stdout).toContain('credential.issued')
      const asJson = (await lifespan([...story, '--json'])).stdout.trim().split('\n')
      expect(asJson.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
        'workload.started',
        'credential.issued',
        'credential.used',
        'credential.used',
        'workload.ended',
      ])
      const [names, first] = (await lifespan([...story, '--csv'])).stdout.split('\n')
      expect(names!.replaceAll('"', '')).toMatch(/^time,type,outcome,whose,credential_id/)
      expect(first).toContain('workload.started')

      const missing = await lifespan(['query', 'credential-story', '--data', data])
      expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('credential')])
      const unknown = await lifespan(['query', 'nonsense', '--data', data])
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('nonsense')])
      const nobody = await lifespan(['explain', 'ffffffffffff', '--data', data])
      expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('ffffffffffff')])
      await stop()
    })
  })
})

/** What was found as of some moments. */
async function asOf(data: string, moments: readonly string[]): Promise<string[][]> {
  return Promise.all(moments.map(async (at) => subjects(await findingsOf(data, '--rule', 'L01', '--as-of', at))))
}

describe('findings as of a moment', () => {
  test('are those that one could have found then: nothing yet at the end of the grace', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      await writeDeliveries(join(directory, 'logs'))
      const { stop } = await start('up', data)
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      const at = (clock: string) => `2024-03-01T${clock}Z`
      const moments = ['10:35:00.000', '10:35:00.001', '10:45:00', '10:45:00.001', '23:00:00'].map(at)
      const both = [UNUSED_KEY, USED_KEY]
      expect(await asOf(data, moments)).toEqual([[], [UNUSED_KEY], [UNUSED_KEY], both, both])
      expect(subjects(await findingsOf(data, '--as-of', at('11:00:00'), '--open'))).toEqual(both)
      expect(subjects(await findingsOf(data, '--as-of', at('16:30:00'), '--open'))).toEqual([USED_KEY])
      expect(subjects(await findingsOf(data, '--known-at', '2024-03-02T00:00:00Z'))).toEqual([])
      await stop()
    })
  })

  test.skipIf(!existsSync(INVICTUS))('of a real log are none, two and four', async () => {
    await inDirectory(async (data) => {
      const { stop } = await start('up', data)
      await lifespan(['ingest', INVICTUS, '--data', data])
      const at = ['05', '05.000', '05.001', '06.000', '06.001'].map((seconds) => `2023-07-10T12:13:${seconds}Z`)
      expect((await asOf(data, at)).map(({ length }) => length)).toEqual([0, 0, 2, 2, 4])
      const deleted = await lifespan(['query', 'valid-after-role-deleted', '--csv', '--data', data])
      expect(deleted.stdout.trim().split('\n')).toHaveLength(17)
      await stop()
    })
  })
})
