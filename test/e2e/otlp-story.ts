const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** One OTLP/JSON request, and the ids of the credentials that it tells of. */
export interface Told {
  readonly body: string
  readonly credentials: readonly string[]
}

/** Batches of log records, each about credentials of its own: some outlive their workload, some are used after it, most end well. */
export function tellStories(batches: number, credentialsABatch: number, end: number): Told[] {
  return Array.from({ length: batches }, (_, batch) => {
    const ids = Array.from({ length: credentialsABatch }, (__, n) => `story-${batch}-${n}`)
    const start = end - 6 * HOUR_MS + batch * 100
    const logRecords = ids.flatMap((id, n) => storyOf(id, n, start + n * 10))
    const resource = { attributes: [attribute('service.name', 'broker')] }
    return { body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }), credentials: ids }
  })
}

function storyOf(id: string, n: number, start: number): object[] {
  const issuer = 'https://issuer.example'
  const of = { 'credential.id': id, 'credential.issuer': issuer }
  const workload = { 'credential.workload.id': `pod-of-${id}`, 'workload.kind': 'pod' }
  const expires = new Date(start + 2 * HOUR_MS).toISOString()
  const told = [
    record('credential.issued', start, {
      ...of,
      ...workload,
      'credential.subject': `sub-${n % 3}`,
      'credential.not_after': expires,
    }),
    record('credential.used', start + MINUTE_MS, of),
    record('workload.ended', start + 10 * MINUTE_MS, {
      'workload.instance.id': `pod-of-${id}`,
      'workload.kind': 'pod',
    }),
  ]
  if (n % 3 === 0) told.push(record('credential.used', start + 20 * MINUTE_MS, of))
  if (n % 3 === 1) told.push(record('credential.revoked', start + 9 * MINUTE_MS, of))
  return told
}

function record(name: string, at: number, attributes: Readonly<Record<string, string>>): object {
  const pairs = Object.entries(attributes).map(([key, value]) => attribute(key, value))
  return { timeUnixNano: `${at}000000`, eventName: name, attributes: pairs }
}

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } }
}

/** Sends one batch; true once it is acknowledged. */
export async function send(otlp: string, { body }: Told): Promise<boolean> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(5_000),
  }
  try {
    const response = await fetch(`${otlp}/v1/logs`, request)
    return response.status === 200 && (await response.text()) === '{"partialSuccess":{}}'
  } catch {
    return false
  }
}
