import type { Alert } from '../../alerts/alert.ts'
import { Alerts, type AlertsOptions } from '../../alerts/io/alerts.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { issuerPolicy, type Policy } from '../../schemas/policy.ts'
import type { AlertsSettings } from '../config/alerts-settings.ts'
import { complain } from '../output.ts'
import type { WholeCore } from '../system/core.ts'
import { policyVersion } from '../system/policy.ts'
import type { Meters } from '../telemetry/meters.ts'
import { noteIn } from './noting.ts'
import { outboxOf } from './outbox-file.ts'
import { publishedSince } from './published.ts'
import type { Signer } from './signing-keys.ts'
import { Taker } from './taker.ts'

/** Alerts of a process that judges. */
export interface Alerting {
  /** Takes what is stored. */
  take(rows: readonly FindingRow[]): void
  /** Takes what was stored before it was opened and never taken. */
  catchUp(client: ClickHouse): Promise<void>
  /** Writes there what was sent; returns how to stop that, which comes before the end of the client. */
  noteIn(client: ClickHouse): () => void
  /** What a receiver gets that comes for its messages; null where none does. */
  readonly pick: Alerts['pick']
  /** Lets go of receivers that came and wait. */
  release(): Promise<void>
  stop(): Promise<void>
}

export interface AlertingOptions {
  /** Who hears of findings. */
  readonly alerts?: AlertsSettings | null
  /** Who signs security event tokens, where somebody takes them. */
  readonly signer?: Signer | undefined
  /** Told of receivers that don't take what they are sent; it is sent again. */
  readonly onTrouble: (error: Error) => void
}

/** Opens the outbox of a data directory that is held, and goes on with what is in it; null where nobody is to hear of anything. */
export function openAlerting(
  core: Pick<WholeCore, 'dataDir' | 'server' | 'meters'>,
  options: AlertingOptions,
): Alerting | null {
  const { alerts: settings = null, signer, onTrouble } = options
  if (settings === null) return null
  const { policy } = core.server
  const alerts = openAlerts({ ...core, policy, signer }, settings, onTrouble)
  const before = alerts.position
  const version = policyVersion(policy)
  const taker = new Taker((some) => alerts.take(some), onTrouble)
  return {
    take: (rows) => taker.take(rows.map((row) => alertOf(row, version))),
    catchUp: async (client) => {
      for await (const some of publishedSince(client, before, Date.now())) taker.take(some)
    },
    noteIn: (client) => noteIn(client, alerts.notices, onTrouble),
    pick: (endpoint, asked, gone) => alerts.pick(endpoint, asked, gone),
    release: () => alerts.release(),
    stop: async () => {
      taker.stop()
      await alerts.stop()
    },
  }
}

/** Where alerts are sent from. */
interface AlertsPlace {
  readonly dataDir: string
  readonly policy: Policy
  readonly meters: Meters
  /** Who signs security event tokens, where somebody takes them. */
  readonly signer: Signer | undefined
}

/** Opens the outbox of a data directory, and goes on with what is in it. */
export function openAlerts(
  { dataDir, policy, meters, signer }: AlertsPlace,
  settings: AlertsSettings,
  onTrouble: (error: Error) => void,
): Alerts {
  const path = outboxOf(dataDir)
  const onAttempt = tell(meters, onTrouble)
  return opened(
    path,
    () => new Alerts({ path, ...settings, transmitter: signer, lateness: latenessOf(policy), onAttempt, onTrouble }),
  )
}

const latenessOf = (policy: Policy) => (issuer: string) => issuerPolicy(policy, issuer).lateness

/** Counts attempts, and says what fails first; what fails again is in the list. */
const tell =
  (meters: Meters, onTrouble: (error: Error) => void): NonNullable<AlertsOptions['onAttempt']> =>
  ({ endpoint, attempts }, { problem, isGivenUp = false }) => {
    meters.alerted(endpoint, problem === null)
    if (problem === null || attempts > 0) return
    // What is given up is nobody's to try again.
    if (isGivenUp) complain(`alerts: ${endpoint}: ${problem}`)
    else onTrouble(new Error(`alerts: ${endpoint}: ${problem}`))
  }

function opened<T>(path: string, open: () => T): T {
  try {
    return open()
  } catch (cause) {
    const why = `${path} cannot be opened (${(cause as Error).message})`
    throw new Error(`${why}: move it away, and all that is open is told again, or restore it from a backup`, { cause })
  }
}

function alertOf({ id, subject, change, hash, ...beside }: FindingRow, policy: string): Alert {
  const { verdict, activity, version, rule } = change
  const { identity, owner, ownerSince, workload, chainRoot, environment, trustDomain } = beside
  return {
    id,
    hash,
    version,
    tenant: subject.tenant,
    rule: rule.id,
    kind: subject.kind,
    issuer: subject.issuer,
    subject: subject.id,
    ...verdict,
    retracted: activity === 'retract',
    identity,
    owner,
    ownerSince,
    workload,
    chainRoot,
    environment,
    trustDomain,
    policyVersion: policy,
  }
}
