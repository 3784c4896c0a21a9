import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { childrenOf, cpuSecondsOf, peakMegabytes } from './measure.ts'

/** One start of `lifespan up` until it is ready: seconds of wall clock and of CPU, and the most memory held by then. */
export interface StartFigures {
  readonly wall: number
  readonly own: number
  readonly engine: number
  readonly ownMegabytes: number
  readonly engineMegabytes: number
}

const LIFESPAN = fileURLToPath(new URL('../../bin/lifespan.js', import.meta.url))
const ANY_PORT = ['--otlp-port', '0', '--otlp-grpc-port', '0', '--clickhouse-port', '0', '--clickhouse-tcp-port', '0']

async function run(dataDir: string): Promise<StartFigures> {
  const begin = performance.now()
  const child = spawn(process.execPath, [LIFESPAN, 'up', '--data', dataDir, ...ANY_PORT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await saysUp(child.stdout)
  const wall = (performance.now() - begin) / 1000
  const pid = child.pid!
  const engine = childrenOf(pid)[0]!
  const figures = {
    wall,
    own: cpuSecondsOf(pid),
    engine: cpuSecondsOf(engine),
    ownMegabytes: peakMegabytes(pid),
    engineMegabytes: peakMegabytes(engine),
  }
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
  return figures
}

/** Resolves once it says that it is up; its output is read to the end, for it must not meet a closed pipe. */
function saysUp(output: Readable): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('Lifespan is up')) resolve()
    })
    output.once('end', () => reject(new Error(`it ended before it was up: ${said}`)))
  })
}

console.log(JSON.stringify(await run(process.argv[2]!)))
