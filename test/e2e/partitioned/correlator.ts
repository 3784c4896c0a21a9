/** A correlator on some of the partitions, until it is killed or its standard input ends. Arguments: the brokers, the partitions, ClickHouse. */
import { connect } from '../../../clickhouse/client.ts'
import { startPartitioned } from '../../../cli/system/partitioned.ts'
import { DEFAULT_POLICY } from '../../../schemas/policy.ts'
import { KEYRING } from '../../histories/replay.ts'
import { ARCHIVE, GROUP, topicsOf } from './settings.ts'

const [brokers, partitions, url, password] = process.argv.slice(2)
const client = connect({ url: url!, user: 'lifespan', password: password! })
const partitioned = await startPartitioned({
  access: { brokers: brokers!.split(','), onTrouble: (error) => console.error(error.message) },
  group: GROUP,
  topics: topicsOf(Number(partitions)),
  policy: DEFAULT_POLICY,
  keyring: KEYRING,
  writer: { name: String(process.pid), policyVersion: 'test' },
  onFindings: () => undefined,
  archive: { client, group: ARCHIVE, brokers: brokers! },
})
console.log('started')
process.stdin.resume().on('end', () => void partitioned.close().then(() => process.exit()))
