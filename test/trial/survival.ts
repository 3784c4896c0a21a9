import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from '../e2e/shell.ts'
import { missingTool } from '../kafka/jars.ts'

/** What `npm test` does for a minute, for longer. */
const LONGER: readonly (readonly [test: string, env: Readonly<Record<string, string>>])[] = [
  ['test/e2e/survival.test.ts', { KAFKA_KILLS: '50' }],
  ['test/e2e/survival.test.ts', { AWAY_MS: '60000' }],
  ['test/e2e/brokers.test.ts', { BROKER_KILLS: '3' }],
]

/** Kills of many processes, a ClickHouse that is away for long, and each broker in turn. */
export async function trySurvival(): Promise<void> {
  const absent = await missingTool()
  if (absent !== null) return console.log(`survival is left out: ${absent} not found`)
  for (const [test, env] of LONGER) {
    const child = spawn('npx', ['vitest', 'run', test], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    const how = Object.entries(env).map((pair) => pair.join('='))
    console.log(`${how.join(' ')} ${test}: ${code === 0 ? 'nothing lost' : 'FAILED'}`)
    if (code !== 0) process.exitCode = 1
  }
}
