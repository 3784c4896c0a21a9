import type { Account } from '../log/account.ts'

/** An account as people read it: the sum per source, then each reason; or as one JSON object a source. */
export function accountLines(account: Account, json: boolean): readonly string[] {
  const sources = [...new Set(account.lines.map(({ source }) => source))].sort()
  if (sources.length === 0) return json ? [] : ['0 received']
  return sources.flatMap((source) => (json ? [jsonOf(account, source)] : textOf(account, source)))
}

function totals(account: Account, source: string) {
  const sum = (outcome: string) =>
    account.lines
      .filter((line) => line.source === source && line.outcome === outcome)
      .reduce((all, { records }) => all + records, 0)
  const [accepted, ignored, rejected] = [sum('accepted'), sum('ignored'), sum('rejected')]
  return { received: accepted + ignored + rejected, accepted, ignored, rejected }
}

function jsonOf(account: Account, source: string): string {
  const reasons = account.lines
    .filter((line) => line.source === source && line.reason !== '')
    .map(({ outcome, reason, records }) => ({ outcome, reason, records }))
  return JSON.stringify({ source, ...totals(account, source), reasons })
}

function textOf(account: Account, source: string): readonly string[] {
  const { received, accepted, ignored, rejected } = totals(account, source)
  const reasons = account.lines
    .filter((line) => line.source === source && line.reason !== '')
    .sort((one, other) => other.records - one.records)
    .map(({ outcome, reason, records }) => `  ${outcome.padEnd(8)} ${String(records).padStart(8)}  ${reason}`)
  return [
    `${source}: ${received} received = ${accepted} accepted + ${ignored} ignored + ${rejected} rejected`,
    ...reasons,
  ]
}
