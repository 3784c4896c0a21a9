import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { isSecret } from '../../../redaction/redact.ts'
import { recogniseRecord } from '../index.ts'
import { kubernetes } from './adapter.ts'

const folder = (name: string) => fileURLToPath(new URL(`../../../../shared/data/${name}/`, import.meta.url))
const isThere = (name: string) => existsSync(folder(name))

interface Line {
  readonly auditID: string
  readonly stage: string
  readonly stageTimestamp: string
  readonly verb: string
  readonly objectRef: { readonly resource: string; readonly subresource?: string }
}

function linesOf(name: string, match: RegExp): unknown[] {
  return readdirSync(folder(name))
    .filter((file) => match.test(file))
    .flatMap((file) =>
      gunzipSync(readFileSync(folder(name) + file))
        .toString()
        .trim()
        .split('\n'),
    )
    .map((text) => JSON.parse(text) as unknown)
}

function read(records: readonly unknown[]) {
  const events: LifecycleEvent[] = []
  const counts: { [outcome: string]: number } = {}
  const ids = new Set<string>()
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1)
  for (const record of records) {
    const outcome = kubernetes.translate(record, 'minikube')
    count(outcome.kind === 'accepted' ? outcome.kind : `${outcome.kind}: ${outcome.reason}`)
    if (outcome.kind !== 'accepted') continue
    for (const warning of outcome.warnings ?? []) count(`warning: ${warning}`)
    events.push(...outcome.value.events)
    ids.add(outcome.value.id.join('\0'))
  }
  return { events, counts, ids }
}

const setOf = <K extends keyof LifecycleEvent>(events: readonly LifecycleEvent[], column: K) =>
  new Set(events.map((event) => event[column]).filter((value) => value !== undefined))
const ofKind = (events: readonly LifecycleEvent[], kind: string) =>
  events.filter((event) => event.credential_kind === kind)

describe.skipIf(!isThere('kubernetes'))('Kubernetes: the boot of a whole cluster', () => {
  const lines = isThere('kubernetes') ? (linesOf('kubernetes', /\.gz$/) as Line[]) : []
  const { events, counts, ids } = read(lines)
  const of = (type: string) => events.filter((event) => event.type === type)
  const uses = of('credential.used')
  const issued = of('credential.issued')
  const tokens = setOf(issued, 'credential_id')
  const usesOfTokens = uses.filter((use) => tokens.has(use.credential_id ?? ''))

  test('every line is accounted for, 64 requests by nobody among them', () => {
    expect(lines).toHaveLength(1_297)
    expect(lines.every((line) => recogniseRecord(line) === kubernetes)).toBe(true)
    expect(counts).toEqual({
      accepted: 1_169,
      'ignored: names no credential, token or pod': 128,
      'warning: the lifetime of a token is not in the log: its expiry is unknown': 22,
    })
    const byNobody = lines.filter((line) => kubernetes.translate(line, 'minikube').kind === 'ignored')
    expect(new Set(byNobody.map((line) => line.auditID)).size).toBe(64)
  })

  test('lines of one request are told apart by their stage: 646, 53 and 598, of which 48 requests never complete', () => {
    const requestsAt = (stage: string) =>
      new Set(lines.filter((line) => line.stage === stage).map((line) => line.auditID))
    const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'].map(requestsAt)
    expect(stages.map((requests) => requests.size)).toEqual([646, 53, 598])
    const open = [...stages[0]!].filter((id) => !stages[2]!.has(id))
    expect(open).toHaveLength(48)
    expect(open.filter((id) => setOf(usesOfTokens, 'record_id').has(id))).toHaveLength(6)
    expect(ids.size).toBe(1_169)
    expect(lines.filter((line, n) => n > 0 && line.stageTimestamp < lines[n - 1]!.stageTimestamp)).toHaveLength(16)
  })

  test('22 tokens are issued, each minted from a client certificate, of unknown expiry and of no pod yet', () => {
    expect(issued).toHaveLength(22)
    expect(tokens.size).toBe(22)
    expect(ofKind(issued, 'kubernetes_token')).toHaveLength(22)
    expect(setOf(issued, 'issuer')).toEqual(new Set(['k8s:minikube']))
    expect(issued.every((event) => event.delegation === 'mint')).toBe(true)
    expect(issued.every((event) => event.parent_id?.startsWith('X509SHA256='))).toBe(true)
    expect(issued.some((event) => 'not_after' in event || 'workload_id' in event)).toBe(false)
  })

  test('13 of them are used, in 268 lines of 134 requests, and 9 are not', () => {
    expect(setOf(usesOfTokens, 'credential_id').size).toBe(13)
    expect(usesOfTokens).toHaveLength(268)
    expect(setOf(usesOfTokens, 'record_id').size).toBe(134)
    expect(usesOfTokens).toHaveLength(ofKind(uses, 'kubernetes_token').length)
  })

  test('a token speaks for the same identity at issuance and at use, and is issued before it is used', () => {
    const byId = new Map(issued.map((event) => [event.credential_id, event]))
    expect(usesOfTokens.filter((use) => use.identity !== byId.get(use.credential_id)?.identity)).toEqual([])
    expect(usesOfTokens.filter((use) => use.time <= (byId.get(use.credential_id)?.time ?? 0n))).toEqual([])
  })

  test('3 are bound to a pod, which starts before and which their first use names', () => {
    const bound = usesOfTokens.filter((use) => use.workload_id !== undefined)
    expect(setOf(bound, 'credential_id').size).toBe(3)
    expect(bound).toHaveLength(206)
    for (const id of setOf(bound, 'credential_id')) {
      const ofOne = uses.filter((use) => use.credential_id === id)
      expect(setOf(ofOne, 'workload_id').size).toBe(1)
      expect(ofOne[0]).toHaveProperty('workload_id')
    }
    const started = setOf(of('workload.started'), 'workload_id')
    expect([...setOf(bound, 'workload_id')].filter((pod) => !started.has(pod))).toEqual([])
  })

  test('6 client certificates are used, in 448 requests', () => {
    const certificates = ofKind(uses, 'x509_certificate')
    expect(setOf(certificates, 'credential_id').size).toBe(6)
    expect(setOf(certificates, 'record_id').size).toBe(448)
    expect(setOf(certificates, 'workload_id').size).toBe(0)
  })

  test('9 pods start, 5 of them told by their binding too, none under the uid of a refused creation; none ends', () => {
    const started = of('workload.started')
    expect(started).toHaveLength(14)
    expect(setOf(started, 'workload_id').size).toBe(9)
    expect(of('workload.ended')).toEqual([])
  })

  test('no credential is refused: 73 answers are errors of another kind', () => {
    const having = (outcome: string) => uses.filter((use) => use.outcome === outcome)
    expect(setOf(having('accepted'), 'record_id').size).toBe(134 + 448)
    expect([having('ok').length, having('denied').length, having('refused').length]).toEqual([514, 73, 0])
    expect(setOf(uses, 'outcome').size).toBe(3)
  })

  test('nothing that could be replayed gets through, before anything is redacted', () => {
    const texts = events.flatMap(({ attributes = {}, ...columns }) => [
      ...Object.values(columns),
      ...Object.values(attributes),
    ])
    expect(texts.filter((text) => typeof text === 'string' && isSecret(text))).toEqual([])
  })
})

describe.skipIf(!isThere('siem-samples'))('Kubernetes: samples edited by hand', () => {
  const samples = isThere('siem-samples') ? (linesOf('siem-samples', /EKS/) as { log: object }[]) : []

  test('are wrapped: as they are, all that say that they are audit events are named as such', () => {
    expect(samples).toHaveLength(188)
    const wrapped = 'rejected: a Kubernetes audit event wrapped in another document: ingest what is inside'
    expect(read(samples).counts).toEqual({ [wrapped]: 69, 'rejected: not a Kubernetes audit event': 119 })
  })

  test('are hardly records inside: of 188 one names a credential, the token that a node of EKS was issued', () => {
    const { counts, events } = read(samples.map(({ log }) => log))
    expect(counts).toEqual({
      accepted: 1,
      'ignored: names no credential, token or pod': 13,
      'rejected: not a Kubernetes audit event': 119,
      'rejected: not a Kubernetes audit event: a field is missing or of another type': 42,
      'rejected: requestReceivedTimestamp is missing or not a time': 13,
      'warning: the lifetime of a token is not in the log: its expiry is unknown': 1,
    })
    expect(events).toMatchObject([
      { type: 'credential.issued', identity: 'system:serviceaccount:kube-system:kube-proxy' },
    ])
  })
})
