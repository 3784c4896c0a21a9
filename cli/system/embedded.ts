import { Correlator } from '../../correlator/io/correlator.ts'
import { createIntake } from '../../collector/intake.ts'
import { EmbeddedLog } from '../../log/embedded.ts'
import { createLastTrouble } from '../troubles.ts'
import { Meters } from '../telemetry/meters.ts'
import { hashingOf, type SystemOptions, type WholeCore } from './core.ts'
import { Owners } from './owners.ts'
import { beginUnder, policyVersion } from './policy.ts'
import type { Foundation } from './system.ts'

/** The whole of it in one process, with ClickHouse as its log: all rows restored, each judged once. */
export async function openEmbedded({ server, secrets, feed }: Foundation, options: SystemOptions): Promise<WholeCore> {
  const { dataDir, onFindings, onTrouble } = options
  const { policy } = server
  const meters = new Meters()
  const client = meters.inserts.counted(server.client)
  const { onTrouble: onRetry, trouble } = createLastTrouble(onTrouble)
  const follow = { owners: null as Owners | null }
  const correlator = new Correlator({
    client,
    policy,
    policyVersion: policyVersion(policy),
    onFindings: (rows) => {
      meters.published(rows)
      onFindings(rows)
    },
    onRetry,
    onDurable: () => void follow.owners?.follow().catch(onTrouble),
  })
  const judgedUnder = await beginUnder(server)
  const { received } = await correlator.start()
  await judgedUnder()
  const reader = meters.journeys.reader(correlator)
  const log = new EmbeddedLog({ client, reader, after: received, onRetry })
  const hashing = hashingOf(secrets)
  const intake = createIntake({ log: meters.log(log), now: Date.now, ...hashing })
  if (feed !== null) follow.owners = new Owners(feed, () => [correlator.engine.state], intake, hashing.keyring)
  await follow.owners?.follow()
  const stop = async () => {
    await log.close()
    await correlator.stop()
    await server.stop()
  }
  return {
    dataDir,
    secrets,
    server,
    needs: [{ name: 'ClickHouse', ping: () => server.client.ping() }],
    intake,
    judging: correlator,
    owners: follow.owners,
    meters,
    embedded: server.foreign ? null : { dataDir, restarts: () => server.restarts() },
    trouble,
    hurry: () => log.hurry(),
    stop,
  }
}
