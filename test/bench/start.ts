import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
const ANY_PORT = ['--otlp-port', '0', '--clickhouse-port', '0', '--clickhouse-tcp-port', '0']

async function run(dataDir: string): Promise<StartFigures> {
  const begin = performance.now()
  const child = spawn(process.execPath, [LIFESPAN, 'up', '--data', dataDir, ...ANY_PORT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const text of child.stdout.setEncoding('utf8')) if (String(text).includes('Lifespan is up')) break
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

console.log(JSON.stringify(await run(process.argv[2]!)))
