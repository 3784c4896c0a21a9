import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { shell } from './shell.ts'

const QUESTIONS = ['findings', 'explain 9f2c', 'query orphans', 'verify', 'findings --as-of 2026-01-01']

/** Types a command in some directory. */
const typed = (command: string, directory: string) => shell(`cd "$1" && lifespan ${command}`, [directory])

describe('a question where nothing was ever stored', () => {
  test('is an error that says where it looked, and makes nothing', async () => {
    await inDirectory(async (directory) => {
      for (const question of QUESTIONS) {
        const { code, stdout, stderr } = await typed(question, directory)
        expect([code, stdout]).toEqual([2, ''])
        const command = question.split(' ')[0]
        expect(stderr).toMatch(
          new RegExp(`^lifespan ${command}: there is no data in ${directory}/lifespan-data: .*--data.*\\n$`),
        )
      }
      await mkdir(join(directory, 'empty'))
      expect(await typed('findings --data empty', directory)).toMatchObject({ code: 2 })
      expect(await readdir(directory, { recursive: true })).toEqual(['empty'])
    })
  })

  test('names the demo that was there', async () => {
    await inDirectory(async (directory) => {
      const { stop } = await start('demo', join(directory, 'lifespan-demo'), ['--history', '0h'])
      const asked = await typed('findings', directory)
      expect(asked).toMatchObject({ code: 0, stderr: expect.stringMatching(/^data: .*lifespan-demo /) as string })
      await stop()
      const { code, stderr } = await typed('findings', directory)
      expect([code, stderr.split('\n')[1]]).toEqual([
        2,
        "a demo's data lies in ./lifespan-demo: add --data lifespan-demo",
      ])
      expect(await typed('findings --data lifespan-demo', directory)).toMatchObject({ code: 0 })
    })
  })
})

describe('a command that can not be done as asked', () => {
  test.each([
    ['', 0, /^$/],
    ['finding', 2, /^lifespan: unknown command 'finding'\n\(Did you mean findings\?\)/],
    ['findings --bogus', 2, /^lifespan findings: unknown option '--bogus'\n\(npx lifespan findings --help/],
    ['findings --rule L99', 2, /^lifespan findings: .*There is no rule L99/],
    ['ingest', 2, /^lifespan ingest: what is to be read\?/],
    ['ingest --data /proc/lifespan README.md', 2, /lifespan ingest: cannot write \/proc\/lifespan \(ENOENT/],
    ['demo --seed 1.5', 2, /^lifespan demo: .*A seed is a whole number from 0 to 4294967295/],
    ['query orphan', 2, /^lifespan query: .*did you mean orphans\?/],
    ['query account --json --csv', 2, /^lifespan query: .*cannot be used with/],
  ])('is answered with what is wrong: %s', async (command, expected, message) => {
    const { code, stderr } = await shell(`lifespan ${command}`)
    expect([code, stderr]).toEqual([expected, expect.stringMatching(message)])
  })
})

describe('a demo that starts again', () => {
  test('says how much is known from before, and does not tell its past again', async () => {
    await inDirectory(async (data) => {
      const first = await start('demo', data, ['--history', '1h'])
      const found = async () => (await lifespan(['findings', '--data', data, '--json'])).stdout.split('\n').length - 1
      await expect.poll(found, { timeout: 30_000, interval: 1_000 }).toBeGreaterThan(40)
      await first.stop()
      const known = await found()
      const second = await start('demo', data)
      await expect.poll(found, { timeout: 10_000, interval: 1_000 }).toBeGreaterThanOrEqual(known)
      await second.stop()
      const { stdout } = await second.ended
      expect(stdout).toMatch(/^Lifespan is up, /)
      expect(stdout).toMatch(new RegExp(`^  ${known} findings are known from before: npx lifespan findings`, 'm'))
      expect(stdout.split('\n').filter((line) => line.startsWith('new ')).length).toBeLessThan(known / 2)
    })
  })
})
