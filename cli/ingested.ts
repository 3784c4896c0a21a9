import { adapterNames } from '../collector/adapters/index.ts'
import type { Account } from '../log/account.ts'
import { accountLines } from './account-report.ts'
import { complain, say } from './output.ts'

/** The exit code where nothing was readable. */
const FAILED = 1
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Ends `ingest` with its account; `isNothing`: there was nothing to be read. */
export function reportIngested(account: Account, isNothing: boolean, json: boolean): void {
  for (const line of accountLines(account, json)) say(line)
  if (account.count() === 0 && !isNothing) return
  if (account.count('accepted') + account.count('ignored') > 0) return
  complain(`nothing here could be read. Records of these are known, gzip or not: ${adapterNames().join(', ')}`)
  process.exitCode = FAILED
}

/** Whoever interrupts `ingest` gets the account so far: what it counts is durable. Returns what ends that. */
export function reportWhenInterrupted(account: Account, json: boolean, clear: () => void): () => void {
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const cutShort = () => {
      clear()
      for (const line of accountLines(account, json)) say(line)
      complain('interrupted: what is counted is stored. The same command again goes on safely, nothing is found twice')
      process.exit(code)
    }
    process.once(signal, cutShort)
    return () => process.off(signal, cutShort)
  })
  return () => listeners.forEach((end) => end())
}
