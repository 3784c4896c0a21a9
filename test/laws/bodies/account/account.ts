import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { translatePiece } from '../../../../cli/system/read-records.ts'
import type { ClickHouse } from '../../../../clickhouse/client.ts'
import { readSource } from '../../../../collector/files/source.ts'
import { countOutcomes, createIntake } from '../../../../collector/intake.ts'
import { decodeProtobufAnswer } from '../../../../collector/otlp/test-protobuf.ts'
import { startOtlpHttp } from '../../../../collector/receivers/otlp-http.ts'
import type { Intake } from '../../../../collector/translated.ts'
import { EmbeddedLog } from '../../../../log/embedded.ts'
import { createKeyring } from '../../../../schemas/keys.ts'
import { add, Ledger, none, type Counts } from './counts.ts'
import { fileOf } from './files.ts'
import type { Plan, Step } from './plan.ts'
import { BODY_BYTES, floodOf, requestOf, spoiledOf, type Sent } from './requests.ts'
import { storedOf, type Stored } from './stored.ts'

/** Where a source's account is another one than what was sent, told, listed or stored. */
export interface Miscount {
  readonly source: string
  readonly claim: string
  readonly plan: Plan
}

/** What one source sent, and what it was told. */
class Told {
  readonly ledger = new Ledger()
  /** Of requests. */
  rejected = 0
  /** Of files, by what `ingest` says; and of those that were cut. */
  readonly files = none()
  readonly cut = none()
  /** What the files that were cut were warned of. */
  warned = 0
}

/** Account: what several sources send at the same time is counted as it was told, listed and stored. */
export async function account(client: ClickHouse, plans: readonly Plan[], name: string): Promise<Miscount | null> {
  const folder = await mkdtemp(join(tmpdir(), 'lifespan-account-'))
  const log = new EmbeddedLog({ client, reader: { merge: nothing, durable: nothing }, after: 0, onRetry: raise })
  const intake = createIntake({
    log,
    keyring: createKeyring(new Uint8Array(16)),
    fingerprint: () => 'hmac:0',
    now: () => NOW,
  })
  try {
    const sources = plans.map((_, index) => `${name}-${index}`)
    const told = await Promise.all(plans.map((plan, index) => play(plan, sources[index]!, intake, folder)))
    await log.close()
    const stored = await storedOf(client, sources)
    const claims = told.map((one, index) => differenceOf(one, stored[index]!))
    const index = claims.findIndex((claim) => claim !== null)
    return index < 0 ? null : { source: sources[index]!, claim: claims[index]!, plan: plans[index]! }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const NOW = Date.UTC(2026, 10, 26)
const nothing = () => undefined
const raise = (error: Error) => {
  throw error
}

/** Sends what a plan has: its groups one after the other, what is in a group at once. */
async function play(plan: Plan, source: string, intake: Intake, folder: string): Promise<Told> {
  const told = new Told()
  const place = { host: '127.0.0.1', port: 0, named: false }
  const receiver = await startOtlpHttp({ ...place, limits: { bodyBytes: BODY_BYTES }, intake, source, onError: raise })
  for (const [number, group] of plan.entries()) {
    const steps = group.map((step, index) =>
      step.kind === 'file'
        ? ingest(step, join(folder, `${source}-${number}-${index}`), source, intake, told)
        : send(sentOf(step, told.ledger), receiver.url, told),
    )
    await Promise.all(steps)
  }
  await receiver.close()
  return told
}

function sentOf(step: Exclude<Step, { kind: 'file' }>, ledger: Ledger): Sent {
  if (step.kind === 'request') return requestOf(step, ledger)
  return step.kind === 'flood' ? floodOf(step.records, ledger) : spoiledOf(step.how, ledger)
}

async function send({ path, method, headers, body }: Sent, url: string, told: Told): Promise<void> {
  const response = await fetch(`${url}${path}`, { method, headers, body })
  const answer = new Uint8Array(await response.arrayBuffer())
  if (response.status === 200) told.rejected += rejectedIn(answer, headers['content-type'] ?? '')
  else if ([400, 413, 415].includes(response.status)) told.rejected += 1
  else if (![404, 405].includes(response.status)) throw new Error(`answered ${response.status}`)
}

/** What a client reads of a partial success. */
function rejectedIn(answer: Uint8Array, type: string): number {
  if (type === 'application/json') {
    const { partialSuccess } = JSON.parse(Buffer.from(answer).toString()) as { partialSuccess: Record<string, string> }
    return Number(partialSuccess['rejectedSpans'] ?? partialSuccess['rejectedLogRecords'] ?? 0)
  }
  const { partialSuccess } = decodeProtobufAnswer('Response', answer) as { partialSuccess?: { rejected?: string } }
  return Number(partialSuccess?.rejected ?? 0)
}

async function ingest(
  step: Extract<Step, { kind: 'file' }>,
  file: string,
  source: string,
  intake: Intake,
  told: Told,
): Promise<void> {
  await writeFile(file, fileOf(step, told.ledger))
  for await (const piece of readSource(file)) {
    for (const { records, place } of translatePiece(piece, source)) {
      const counted = countOutcomes(source, await intake.submit(source, records, place))
      const counts = {
        accepted: counted.count('accepted'),
        ignored: counted.count('ignored'),
        rejected: counted.count('rejected'),
      }
      add(step.form === 'cut' ? told.cut : told.files, counts)
      if (step.form === 'cut') told.warned += counted.count('warning')
    }
  }
}

/** In words where they differ: what was sent, what was told of it, what was counted, listed and stored. */
function differenceOf({ ledger, rejected, files, cut, warned }: Told, stored: Stored): string | null {
  const sent: Counts = none()
  add(sent, ledger.counts)
  add(sent, cut)
  const { counted, listed, events } = stored
  const distinct = ledger.events.size + (cut.accepted > 0 ? 1 : 0)
  const said = rejected + files.rejected + cut.rejected
  const claims = [
    [JSON.stringify(counted) === JSON.stringify(sent), `counted ${JSON.stringify(counted)} of ${JSON.stringify(sent)}`],
    [counted.rejected === said, `${counted.rejected} rejected, and ${said} told`],
    [counted.rejected === listed, `${counted.rejected} rejected, and ${listed} in the list`],
    [stored.warned === ledger.warnings + warned, `${stored.warned} warned of ${ledger.warnings} and ${warned}`],
    [events === distinct, `${events} events stored of ${distinct}`],
  ] as const
  return claims.find(([holds]) => !holds)?.[1] ?? null
}
