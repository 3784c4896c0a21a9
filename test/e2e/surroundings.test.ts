import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { Run } from '../../cli/system/run-file.ts'
import { ask } from './asking.ts'
import { writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { post } from './otlp.ts'
import { ROOT, shell } from './shell.ts'

/** Does something while another program has a port. */
async function whileTaken(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await work((server.address() as AddressInfo).port)
  } finally {
    server.close()
  }
}

/** Starts Lifespan without naming any port. */
async function upWithoutPorts(data: string) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/lifespan.js'), 'up', '--data', data])
  const ended = once(child, 'close')
  const said = text(child.stdout)
  const file = () => readFile(join(data, 'run.json'), 'utf8').catch(() => '')
  await expect.poll(file, { timeout: 20_000 }).toContain(`"pid": ${child.pid}`)
  const run = JSON.parse(await file()) as Run
  const stop = async () => {
    child.kill('SIGINT')
    await ended
    return said
  }
  return { run, stop }
}

const FLAGS = ['--otlp-port', '--otlp-grpc-port', '--clickhouse-port', '--clickhouse-tcp-port']

describe('a port that another program has', () => {
  test.each(FLAGS)('is an error where %s named it', async (flag) => {
    await whileTaken(async (port) => {
      await inDirectory(async (data) => {
        const others = FLAGS.filter((other) => other !== flag).flatMap((other) => [other, '0'])
        const fresh = join(data, 'fresh')
        const { code, stderr } = await lifespan(['up', '--data', fresh, flag, String(port), ...others])
        expect(await readdir(data)).toEqual([])
        expect(stderr).toMatch(new RegExp(`^lifespan up: .*port ${port}.* taken.*name another.*\\n$`))
        expect(code).toBe(2)
      })
    })
  })

  test('is passed over where none was named: two at once live side by side', async () => {
    await inDirectory(async (directory) => {
      const running = [await upWithoutPorts(join(directory, 'one')), await upWithoutPorts(join(directory, 'other'))]
      const ports = running.flatMap(({ run }) => [run.otlp, run.otlpGrpc, run.clickhouse])
      expect(new Set(ports).size).toBe(6)
      for (const { run, stop } of running) {
        expect(await ask(run, 'SELECT count() FROM analyst.findings')).toEqual({ ok: true, text: '0' })
        expect(await post(run, '{}')).toMatchObject({ status: 200 })
        expect(await stop()).toContain(run.otlp)
      }
    })
  })
})

describe('a ClickHouse that is not there', () => {
  test('is named, with what to look at', async () => {
    await inDirectory(async (data) => {
      const env = { CLICKHOUSE_URL: 'http://127.0.0.1:9' }
      for (const command of ['findings', 'verify', 'up --otlp-port 0 --otlp-grpc-port 0']) {
        const { code, stdout, stderr } = await shell(`lifespan ${command} --data "$1"`, [data], env)
        expect([code, stdout]).toEqual([2, ''])
        expect(stderr).toMatch(/^lifespan \w+: .*127\.0\.0\.1:9 .*ECONNREFUSED.*CLICKHOUSE_URL.*\n$/)
      }
    })
  })
})

describe('a reader that has read enough', () => {
  test('ends the command quietly', async () => {
    await inDirectory(async (directory) => {
      await writeDeliveries(join(directory, 'logs'))
      const data = join(directory, 'data')
      const { stop } = await start('up', data)
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      for (const command of ['findings', 'findings --json', 'query account', 'query', 'query --help']) {
        const { code, stdout, stderr } = await shell(`lifespan ${command} --data "$1" | head -1`, [data])
        expect([command, code, stdout.split('\n').length]).toEqual([command, 0, 2])
        expect(stderr.replaceAll(/^(G02 is silent|data: ).*\n/gm, '')).toBe('')
      }
      const { code, stderr } = await shell('lifespan findings --data "$1" 2>&1 | true', [data])
      expect([code, stderr]).toEqual([0, ''])
      await stop()
    })
  })
})

describe('a working directory that was deleted', () => {
  test.each(['findings', 'up', 'ingest x', 'doctor', 'config print'])('is one line: %s', async (command) => {
    await inDirectory(async (directory) => {
      const { code, stderr } = await shell(`cd "$1" && rmdir "$1" && lifespan ${command}`, [directory])
      const name = command.replace(' x', '')
      expect([code, stderr]).toEqual([
        2,
        `lifespan ${name}: the working directory is gone: change into one that is there, and try again\n`,
      ])
    })
  })
})

describe('an output that can not be written', () => {
  test.each(['query', 'query --help', 'config schema'])(
    'is one line and an exit code: %s > /dev/full',
    async (command) => {
      const { code, stderr } = await shell(`lifespan ${command} > /dev/full`)
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^lifespan.*: standard output cannot be written \(ENOSPC.*\): .* is not whole.*\n$/),
      ])
    },
  )

  test('is no matter where it is that of what stands beside the answer', async () => {
    const { code, stdout } = await shell('lifespan query orphan 2> /dev/full; echo "ended with $?"')
    expect([code, stdout]).toEqual([0, 'ended with 2\n'])
  })
})
