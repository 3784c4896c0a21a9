import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inDirectory, lifespan, start } from './lifespan.ts'

/** Processes that have the directory on their command line. */
function processesOf(directory: string): string[] {
  const listed = execFileSync('ps', ['-eo', 'pid,stat,args'], { encoding: 'utf8' }).split('\n')
  return listed.filter((line) => line.includes(directory) && !line.includes('ps -eo') && !/^\s*\d+ Z/.test(line))
}

describe('lifespan demo', () => {
  test('introduces itself, stops within 5 seconds of Ctrl-C, leaves no process, and finds its data again', async () => {
    await inDirectory(async (data) => {
      const first = await start('demo', data, ['--history', '1h'])
      const count = async () => (await lifespan(['findings', '--data', data])).stdout.split('\n').length
      await expect.poll(count, { timeout: 30_000, interval: 1_000 }).toBeGreaterThan(40)
      const past = async () => JSON.parse(await readFile(join(data, 'fleet.json'), 'utf8')) as unknown
      await expect.poll(past, { timeout: 30_000 }).toMatchObject({ hours: 1, told: true })
      expect(await first.stop()).toBeLessThan(5_000)
      const { stdout, code } = await first.ended
      expect(code).toBe(0)
      expect(stdout).toMatch(/OTLP +http:\/\/127\.0\.0\.1:\d+/)
      expect(stdout).toMatch(/ClickHouse +http:\/\/127\.0\.0\.1:\d+ +user analyst +password \w+/)
      for (const rule of ['L01', 'L02', 'L03', 'C01', 'C04', 'C05', 'G01', 'G02']) expect(stdout).toContain(` ${rule} `)
      expect(processesOf(data)).toEqual([])
      expect(await count()).toBeGreaterThan(40)
    })
  }, 120_000)
})

describe('two on one data directory', () => {
  test('the second says whose it is, and stops', async () => {
    await inDirectory(async (data) => {
      const first = await start('up', data)
      const { code, stderr } = await lifespan(['up', '--data', data])
      expect(code).toBe(2)
      expect(stderr).toContain(`process ${first.run.pid}`)
      await first.stop()
    })
  }, 60_000)
})

describe('a start after kill -9', () => {
  test('works at once, and nothing is left of the killed one', async () => {
    await inDirectory(async (data) => {
      const killed = await start('up', data)
      killed.child.kill('SIGKILL')
      await killed.ended
      const next = await start('up', data)
      await next.stop()
      expect(processesOf(data)).toEqual([])
    })
  }, 60_000)

  test('so do questions, though another process has its number by now', async () => {
    await inDirectory(async (data) => {
      const killed = await start('up', data)
      killed.child.kill('SIGKILL')
      await killed.ended
      await writeFile(join(data, 'run.json'), JSON.stringify({ ...killed.run, pid: process.pid }))
      expect(await lifespan(['findings', '--data', data])).toMatchObject({ code: 0 })
    })
  }, 60_000)

  test('refuses data whose secrets.json is gone, and makes no new keys for them', async () => {
    await inDirectory(async (data) => {
      const first = await start('up', data)
      await first.stop()
      await rm(join(data, 'secrets.json'))
      for (const command of ['up', 'findings', 'doctor']) {
        const { code, stdout, stderr } = await lifespan([command, '--data', data])
        expect(code).not.toBe(0)
        expect(stdout + stderr).toMatch(/secrets\.json.* (is missing, and there are data|is gone, and data are there)/)
      }
      expect(existsSync(join(data, 'secrets.json'))).toBe(false)
    })
  }, 60_000)
})

/** A Node of the machine's own that is older than ours, if there is one. */
const OLDER = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((node) => existsSync(node) && Number(execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'])) < 24)

describe.skipIf(OLDER === undefined)('started by an older Node', () => {
  test('it goes on with the bundled one, and a signal to either stops both', async () => {
    await inDirectory(async (data) => {
      const running = await start('demo', data, ['--history', '1h'], { node: OLDER })
      expect(running.run.pid).not.toBe(running.child.pid)
      expect(await running.stop()).toBeLessThan(5_000)
      expect((await running.ended).code).toBe(0)
      expect(processesOf(data)).toEqual([])
    })
  }, 60_000)

  test('it ends when whoever started it is killed', async () => {
    await inDirectory(async (data) => {
      const running = await start('up', data, [], { node: OLDER })
      running.child.kill('SIGKILL')
      await expect.poll(() => processesOf(data), { timeout: 10_000 }).toEqual([])
    })
  }, 60_000)
})
