import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../fleet/main.ts', import.meta.url))
const PATIENCE_MS = 2_000

/** The simulated fleet, a process of its own: tethered by its standard input, so that it ends with us however we end. */
export function startFleet(endpoint: string, { seed, history }: { seed: string; history: string }) {
  const args = [MAIN, '--endpoint', endpoint, '--seed', seed, '--history', history, '--tethered']
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'], detached: true })
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
