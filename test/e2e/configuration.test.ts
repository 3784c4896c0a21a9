import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ListedFinding } from '../../queries/findings.ts'
import { keysFrom, openSecrets } from '../../cli/system/data-directory.ts'
import { findingsOf, jsonLines } from './asking.ts'
import { UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { post, spanOf, tracesOf, type Said } from './otlp.ts'
import { shell } from './shell.ts'

/** Types a command in some directory, where its `lifespan.yaml` lies. */
const typed = (command: string, directory: string, env = {}) =>
  shell(`cd "$1" && lifespan ${command}`, [directory], env)

const HOUR = 3_600_000
const AT = Date.parse('2024-03-01T10:00:00Z')

/** A chain of four, each valid for ten minutes longer than the one before it. */
const CHAIN: readonly Said[] = Array.from({ length: 4 }, (_, n) => ({
  name: 'credential.issued',
  at: AT + n,
  span: String(n + 1).padStart(16, '0'),
  attributes: {
    'credential.id': `c${n}`,
    'credential.issuer': 'https://broker.example',
    'credential.subject': `p${n}`,
    'credential.not_after': new Date(AT + HOUR + n * 600_000).toISOString(),
    ...(n === 0 ? {} : { 'credential.parent.id': `c${n - 1}`, 'credential.parent.issuer': 'https://broker.example' }),
  },
}))

const OTHER = `policy:
  grace: { vm: 6h }
  issuers: { "https://broker.example": { overhang: 15 min } }
  chain_depth: 2
`

/** What stands, without what tells one publication from another. */
const standing = (found: readonly ListedFinding[]) => found.map((finding) => ({ ...finding, policy_version: null }))
const told = (found: readonly ListedFinding[]) => found.map(({ rule, subject: { id }, appears }) => [rule, id, appears])

async function withData(directory: string): Promise<string> {
  const data = join(directory, 'lifespan-data')
  await writeDeliveries(join(directory, 'logs'))
  const { run, stop } = await start('up', data)
  expect(await post(run, tracesOf(CHAIN.map(spanOf)))).toMatchObject({ status: 200 })
  expect((await lifespan(['ingest', join(directory, 'logs'), '--data', data])).code).toBe(0)
  await stop()
  return data
}

const BEFORE = [
  ['C04', 'c1', '2024-03-01T11:01:00.000Z'],
  ['C04', 'c2', '2024-03-01T11:11:00.000Z'],
  ['C04', 'c3', '2024-03-01T11:21:00.000Z'],
  ['C01', 'c3', '2024-03-01T10:00:00.003Z'],
  ['L01', UNUSED_KEY, '2024-03-01T10:35:00.000Z'],
  ['L01', USED_KEY, '2024-03-01T10:45:00.000Z'],
]
const AFTER = [
  ['C01', 'c2', '2024-03-01T10:00:00.002Z'],
  ['C01', 'c3', '2024-03-01T10:00:00.003Z'],
  ['L01', USED_KEY, '2024-03-01T16:40:00.000Z'],
]

describe('a policy that changes', () => {
  test('judges everything again at the next start, closed findings too, and back again', async () => {
    await inDirectory(async (directory) => {
      const data = await withData(directory)
      const first = await findingsOf(data)
      expect(told(first)).toEqual(expect.arrayContaining(BEFORE))
      expect(first).toHaveLength(BEFORE.length)

      const config = join(directory, 'lifespan.yaml')
      await writeFile(config, OTHER)
      const stored = await lifespan(['verify', '--data', data, '--config', config])
      expect(stored).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^policy: \w{12}, under which .* next start on$/m) as string,
      })

      const up = await start('up', data, ['--config', config])
      const second = await findingsOf(data)
      expect(told(second)).toEqual(expect.arrayContaining(AFTER))
      expect(second).toHaveLength(AFTER.length)
      expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
      await up.stop()
      expect((await up.ended).stderr).toMatch(/^the policy is \w{12} and was \w{12}: all .* is judged again$/m)

      expect(standing(await findingsOf(data))).toEqual(standing(second))
      expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })

      const again = await start('up', data)
      expect(standing(await findingsOf(data))).toEqual(standing(first))
      expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
      await again.stop()
    })
  })

  test('is told to whoever asks beside a running Lifespan that has another one', async () => {
    await inDirectory(async (directory) => {
      const up = await start('up', join(directory, 'lifespan-data'))
      await writeFile(join(directory, 'lifespan.yaml'), OTHER)
      for (const question of ['findings --json', 'verify', 'query account'])
        expect((await typed(question, directory)).stderr).toMatch(
          /^policy: \w{12}, under which this is judged; .*lifespan\.yaml/m,
        )
      await writeFile(join(directory, 'lifespan.yaml'), '')
      expect((await typed('findings --json', directory)).stderr).not.toContain('policy:')
      await up.stop()
    })
  })
})

describe('a question where nothing runs', () => {
  test('goes by the policy that is configured, else by the one of before', async () => {
    await inDirectory(async (directory) => {
      const data = await withData(directory)
      const config = join(directory, 'lifespan.yaml')
      await writeFile(config, OTHER)
      const rules = async (...args: string[]) => (await findingsOf(data, ...args)).map(({ rule }) => rule).sort()
      expect(await rules('--config', config)).toEqual(['C01', 'C01', 'L01'])
      expect(await rules()).toEqual(['C01', 'C01', 'L01'])
      expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
      const ids = await findingsOf(data, '--rule', 'L01')
      const { stdout } = await lifespan(['explain', ids[0]!.id, '--data', data])
      expect(stdout).toContain('grace of a vm: 6 h')
      await writeFile(config, '')
      expect(await rules('--config', config)).toHaveLength(BEFORE.length)
    })
  })
})

describe('lifespan config', () => {
  test('checks, prints what is valid, and has a schema', async () => {
    await inDirectory(async (directory) => {
      const none = await typed('config check', directory)
      expect(none).toMatchObject({ code: 0, stdout: expect.stringMatching(/^there is no .*\n$/) as string })
      const printed = await typed('config print > lifespan.yaml && lifespan config check', directory)
      expect(printed).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^\.\/lifespan\.yaml is good \(policy \w{12}\)\n$/) as string,
      })
      await writeFile(join(directory, 'bad.yaml'), 'polcy: {}\nowners: none\n')
      const bad = await typed('config check bad.yaml', directory)
      expect(bad).toMatchObject({ code: 1, stdout: 'bad.yaml:1:1: there is no polcy here: did you mean policy?\n' })
      const asJson = await typed('config check bad.yaml --json', directory)
      expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, file: 'bad.yaml' })
      const schema = await typed('config schema', directory)
      expect(JSON.parse(schema.stdout)).toMatchObject({ type: 'object', additionalProperties: false })
      const rows = await jsonLines<{ setting: string[]; from: string }>(['config', 'print', '--json', '--data', 'x'])
      expect(rows[0]).toMatchObject({ setting: ['data'], from: 'flag' })
    })
  })

  test('prints the key under which services make the same ids of secrets', async () => {
    await inDirectory(async (directory) => {
      const none = await typed('config fingerprint-key', directory)
      expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("'npx lifespan up'") as string })
      const { fingerprintKey } = await openSecrets(join(directory, 'lifespan-data'))
      const printed = await typed('config fingerprint-key', directory)
      expect(printed).toMatchObject({ code: 0, stdout: `LIFESPAN_FINGERPRINT_KEY=${fingerprintKey}\n` })
      const key = '0123456789abcdef'.repeat(4)
      const derived = await lifespan(['config', 'fingerprint-key', '--json'], undefined, { LIFESPAN_KEY: key })
      expect(JSON.parse(derived.stdout)).toEqual({ LIFESPAN_FINGERPRINT_KEY: keysFrom(key).fingerprintKey })
    })
  })

  test('that is bad stops every command, with the place', async () => {
    await inDirectory(async (directory) => {
      await writeFile(join(directory, 'lifespan.yaml'), 'policy:\n  grace:\n    vms: 5m\n')
      for (const command of ['findings', 'explain 9f', 'query account', 'verify', 'up', 'ingest x', 'config print']) {
        const { code, stderr } = await typed(command, directory)
        expect([code, stderr]).toEqual([
          2,
          expect.stringContaining('./lifespan.yaml:3:5: there is no vms here: did you mean vm?'),
        ])
      }
    })
  })

  test('names the ports and the data of a system', async () => {
    await inDirectory(async (directory) => {
      const config = join(directory, 'l.yaml')
      const zeros = 'ports: { otlp_http: 0, otlp_grpc: 0, clickhouse_http: 0, clickhouse_tcp: 0 }'
      await writeFile(config, `data: there\n${zeros}\n`)
      const { stdout } = await shell(
        '"$NODE" "$ROOT/bin/lifespan.js" up --config "$1" & for n in {1..100}; do [ -e "$2/there/run.json" ] && break; sleep 0.2; done; lifespan findings --config "$1"; kill $!; wait',
        [config, directory],
      )
      expect(stdout).toContain(`with its data in ${directory}/there`)
      expect(stdout).toContain('0 findings, 0 open')
    })
  })
})
