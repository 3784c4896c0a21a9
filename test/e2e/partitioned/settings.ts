import type { KafkaSettings } from '../../../cli/config/kafka-access.ts'
import { archiveGroup } from '../../../cli/kafka/archiving.ts'
import { DAY } from '../../../schemas/time.ts'

export const GROUP = 'correlators'
export const ARCHIVE = archiveGroup({ group: GROUP }, 'events')

const DAYS = 7
export const SESSION_MS = 3_000

export const topicsOf = (partitions: number) => ({ partitions, replication: 1, retention: DAYS * DAY })

export const settingsOf = (brokers: readonly string[], partitions: number): KafkaSettings => ({
  access: { brokers },
  group: GROUP,
  session: SESSION_MS,
  partitions,
  replication: 1,
  days: DAYS,
  archivedBy: 'clickhouse',
  clickhouseBrokers: brokers,
})
