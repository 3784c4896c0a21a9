/**
 * A correlator on some of the partitions, until it is killed or its standard input ends. Arguments: the brokers, the partitions,
 * ClickHouse, and `prepared` where all tables are there.
 */
import { reachBrokers } from '../../../cli/kafka/brokers.ts'
import { openCollecting } from '../../../cli/kafka/collecting.ts'
import { openJudging } from '../../../cli/kafka/judging.ts'
import { connect } from '../../../clickhouse/client.ts'
import { locked } from '../../../clickhouse/lock.ts'
import { DEFAULT_POLICY } from '../../../schemas/policy.ts'
import { KEYRING } from '../../histories/replay.ts'
import { settingsOf } from './settings.ts'

const [addresses, partitions, url, password, prepared] = process.argv.slice(2)
const client = connect({ url: url!, user: 'lifespan', password: password! })
const settings = settingsOf(addresses!.split(','), Number(partitions))
const onTrouble = (error: Error) => console.error(error.message)
const brokers = await reachBrokers(settings, KEYRING.id, onTrouble, 'correlate')
const hashing = { keyring: KEYRING, fingerprint: () => 'hmac:' }
const judging = await openJudging({
  brokers,
  settings,
  server: { client, cluster: null, policy: DEFAULT_POLICY, judgedUnder: [], renew: async () => undefined },
  collecting: openCollecting(brokers, hashing, onTrouble),
  hashing,
  feed: null,
  ...(prepared === undefined ? { prepare: (work: () => Promise<void>) => locked(client, work) } : {}),
  onFindings: () => undefined,
  onTrouble,
})
console.log('started')
process.stdin.resume().on('end', () => void judging.close().then(() => process.exit()))
