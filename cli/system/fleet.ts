import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { writePast, type Past } from './past.ts'

const MAIN = fileURLToPath(new URL('../../fleet/main.ts', import.meta.url))
const PATIENCE_MS = 2_000
/** How a line begins that says what the past held, which the fleet says once all of it is delivered. */
const TOLD = /^\{"misdeed":"\w+","part":"history"/

/** The simulated fleet, a process of its own: tethered by its standard input, so that it ends with us however we end. */
export function startFleet(endpoint: string, dataDir: string, past: Past, onTrouble: (error: Error) => void) {
  const { seed, start, hours } = past
  const which = ['--seed', seed, '--start', start, '--history', `${hours}h`]
  const args = [MAIN, '--endpoint', endpoint, ...which, '--json', '--tethered']
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  let told = past.told
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (told || !TOLD.test(line)) return
    told = true
    void writePast(dataDir, { ...past, told }).catch(onTrouble)
  })
  return {
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}
