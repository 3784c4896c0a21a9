import { DAY } from '../../../schemas/time.ts'

export const GROUP = 'correlators'
export const ARCHIVE = 'archive'

export const topicsOf = (partitions: number) => ({ partitions, replication: 1, retention: 7 * DAY })
