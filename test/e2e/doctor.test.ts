import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Examined } from '../../cli/doctor/check.ts'
import { writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { shell } from './shell.ts'

const parsed = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Examined)

/** What is not well, as `check level`. */
const troubles = (found: readonly Examined[]) =>
  found.filter(({ level, check }) => level !== 'ok' && check !== 'port').map(({ check, level }) => `${check} ${level}`)

describe('lifespan doctor', () => {
  test('where nothing is says so, makes nothing, and has not failed', async () => {
    await inDirectory(async (directory) => {
      const { code, stdout } = await shell('cd "$1" && lifespan doctor', [directory])
      expect(stdout).toContain(`ok    directory      ${directory}/lifespan-data: is not there yet`)
      expect(stdout).toMatch(/^warn {2}data .*there is no data in .*\n +→ run 'npx lifespan up'/m)
      expect(stdout).toMatch(/^\d+ ok, \d+ to be looked at, 0 failed\n$/m)
      expect([code, await readdir(directory)]).toEqual([0, []])
    })
  })

  test('beside a running Lifespan and after it looks at the same', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      await writeDeliveries(join(directory, 'logs'))
      const { stop, run } = await start('up', data)
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      const beside = await lifespan(['doctor', '--json', '--data', data])
      expect([beside.code, beside.stderr]).toEqual([0, ''])
      const found = parsed(beside.stdout)
      expect(troubles(found)).toEqual(['owners warn'])
      expect(found.find(({ check }) => check === 'server')!.where).toBe(new URL(run.clickhouse).host)
      expect(found.find(({ check }) => check === 'silence')!.where).toBe('cloudtrail')

      await chmod(join(data, 'secrets.json'), 0o640)
      const open = await lifespan(['doctor', '--data', data])
      expect(open.code).toBe(1)
      expect(open.stdout).toMatch(/^fail {2}secrets .*others can open it \(mode 640\)\n +→ chmod 600 /m)
      expect(open.stdout).toMatch(/^warn {2}data .*not looked at\n/m)
      await chmod(join(data, 'secrets.json'), 0o600)
      await stop()

      const after = await lifespan(['doctor', '--json', '--data', data])
      expect([after.code, troubles(parsed(after.stdout))]).toEqual([0, ['owners warn']])
    })
  })

  test('names a ClickHouse that does not answer, and a configuration that is not taken', async () => {
    await inDirectory(async (data) => {
      const asked = (url: string) => shell('lifespan doctor --json --data "$1"', [data], { CLICKHOUSE_URL: url })
      const away = await asked('http://127.0.0.1:9')
      expect([away.code, troubles(parsed(away.stdout))]).toEqual([1, ['server fail', 'data warn']])
      const wrong = await asked('nonsense')
      expect([wrong.code, troubles(parsed(wrong.stdout))]).toEqual([1, ['configuration fail']])
      expect(parsed(wrong.stdout)[0]!.what).toContain('CLICKHOUSE_URL')
    })
  })
})
