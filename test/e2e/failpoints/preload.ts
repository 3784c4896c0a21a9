import { subscribe } from 'node:diagnostics_channel'
import { DatabaseSync, StatementSync } from 'node:sqlite'

/** Where this process is to die, and at the how manieth time it comes there. */
const [POINT, NTH] = [process.env['FAILPOINT'] ?? '', Number(process.env['FAILPOINT_NTH'] ?? 1)]
/** Of which receiver requests are meant. */
const ORIGIN = process.env['FAILPOINT_ORIGIN'] ?? ''

let times = 0
/** Dies as by `kill -9` where it is told to: nothing more is done. */
function pass(point: string): void {
  if (point !== POINT || ++times < NTH) return
  process.kill(process.pid, 'SIGKILL')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** What a transaction of the outbox is for, by a statement that only such has. */
const KINDS: readonly (readonly [string, string])[] = [
  ['INTO position', 'take'],
  ['attempts = attempts + 1', 'settle'],
  ['UPDATE notice', 'note'],
]

let kind = ''
const begun = (sql: string) => KINDS.find(([part]) => sql.includes(part))?.[1]

for (const name of ['run', 'all', 'get'] as const) {
  const original = StatementSync.prototype[name] as (...args: unknown[]) => unknown
  StatementSync.prototype[name] = function (this: StatementSync, ...args: unknown[]) {
    kind = begun(this.sourceSQL) ?? kind
    return original.apply(this, args)
  } as never
}

const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  if (sql === 'BEGIN IMMEDIATE') kind = ''
  const its = sql === 'COMMIT' ? kind : ''
  pass(`${its}: before its commit`)
  exec.call(this, sql)
  pass(`${its}: after its commit`)
}

/** What undici tells of its requests. */
const REQUESTS = { create: 'request: made', bodySent: 'request: sent', headers: 'request: answered' } as const
for (const [event, point] of Object.entries(REQUESTS))
  subscribe(`undici:request:${event}`, (message) => {
    const { origin } = (message as { readonly request: { readonly origin: unknown } }).request
    if (String(origin) === ORIGIN) pass(point)
  })
