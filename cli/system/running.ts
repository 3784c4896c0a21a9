import { randomBytes } from 'node:crypto'
import { startOf } from '../../clickhouse/io/process-life.ts'
import type { Receiver } from '../../collector/receivers/receiver.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { openAlerting, type Alerting, type AlertingOptions } from '../alerting/alerting.ts'
import { caepOf } from '../alerting/caep.ts'
import { openSigner } from '../alerting/signing-keys.ts'
import type { AlertsSettings } from '../config/alerts-settings.ts'
import type { SystemOptions, WholeCore } from './core.ts'
import { watchOwners } from './owners-watch.ts'
import { receive, trace, type ReceivingOptions } from './receiving.ts'
import { removeRun, writeRun, type Run } from './run-file.ts'
import { openCore } from './system.ts'

export interface System extends WholeCore {
  readonly otlp: Receiver
  readonly otlpGrpc: Receiver
}

export interface RunningOptions extends SystemOptions, ReceivingOptions {
  /** Who hears of findings; nobody unless it is said. */
  readonly alerts?: AlertsSettings | null
}

/** The whole system: a core that is reached over the network, and that the commands beside it find. Throws a Fault. */
export async function startSystem(options: RunningOptions): Promise<System> {
  let alerting: Alerting | null = null
  // What is published before somebody can be told is taken from where it is stored.
  const onFindings = (rows: readonly FindingRow[]) => {
    alerting?.take(rows)
    options.onFindings(rows)
  }
  const core = await openCore({ ...options, onFindings })
  const { dataDir, owners } = core
  const ends = [() => core.stop()]
  const stop = async () => {
    for (const end of ends.splice(0)) await end()
  }
  try {
    const token = randomBytes(16).toString('hex')
    const signer = await openSigner(dataDir, options.alerts?.transmitter)
    const caep = caepOf(signer, options.alerts, async (...asked) => (await alerting?.pick(...asked)) ?? null)
    const receiving = await receive(core, token, { ...options, caep })
    ends.unshift(receiving.close)
    ends.push(await trace(core, receiving, options))
    await writeRun(dataDir, runOf(core, receiving, token, await startOf(process.pid)))
    ends.push(() => removeRun(dataDir))
    alerting = await openAlertingOf(core, { ...options, signer })
    ends.unshift(async () => alerting?.release())
    ends.push(async () => alerting?.stop())
    await alerting?.catchUp(core.server.client)
    const stopNoting = alerting?.noteIn(core.server.client)
    ends.unshift(async () => stopNoting?.())
    if (owners !== null) ends.unshift(watchOwners(options.owners!, owners, options.onTrouble))
    return { ...core, otlp: receiving.otlp, otlpGrpc: receiving.otlpGrpc, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Who judges tells of it; with Kafka as the log whoever runs tells of what all find. */
async function openAlertingOf(
  core: WholeCore,
  options: RunningOptions & Pick<AlertingOptions, 'signer'>,
): Promise<Alerting | null> {
  const { kafka = null } = options
  if (kafka === null) return openAlerting(core, options)
  const { openAlertingOnKafka } = await import('../kafka/alerting.ts')
  return openAlertingOnKafka(core, kafka, options)
}

function runOf(
  { server, secrets }: WholeCore,
  { otlp, otlpGrpc }: Pick<System, 'otlp' | 'otlpGrpc'>,
  token: string,
  began: string,
): Run {
  return {
    pid: process.pid,
    began,
    clickhouse: server.url,
    engine: server.engineUrl,
    foreign: server.foreign,
    otlp: otlp.url,
    otlpGrpc: otlpGrpc.url,
    token,
    analystPassword: secrets.passwords.analyst,
    policy: server.policy,
  }
}
