import { DATABASE, define, derivedTable, DURABLE } from './sql.ts'

/** So many offsets that follow each other are a stretch: the number of those that are there has the type of their places. */
const STRETCH = 32_768

const TABLE = `${DATABASE}.log_stored`

/**
 * Which records of the log are in all tables, as they know themselves: a group's position is Kafka's, and does not go back with a backup;
 * and readers that are restored with one go on with what is new, so the last record says nothing of those before it.
 */
export const storedTable = derivedTable(
  'log_stored',
  [
    define('partition', 'UInt16', 'Of the log'),
    define('stretch', 'UInt64', `Offsets by ${STRETCH}`),
    define('places', 'AggregateFunction(groupBitmap, UInt16)', 'Of the records that are here, within the stretch'),
  ],
  `ENGINE = AggregatingMergeTree ORDER BY (partition, stretch) SETTINGS ${DURABLE}`,
)

/** Rows that have a partition and an offset, as the table has them. */
export function storedSql(from: string): string {
  return `SELECT partition, intDiv(offset, ${STRETCH}) AS stretch, groupBitmapState(toUInt16(offset % ${STRETCH})) AS places FROM ${from} GROUP BY partition, stretch`
}

/** Takes the offsets of a partition from one to before another as stored. */
export const TAKE_AS_STORED = `INSERT INTO ${TABLE} ${storedSql(
  '(SELECT {partition:UInt16} AS partition, number AS offset FROM numbers({from:UInt64}, {to:UInt64} - {from:UInt64}))',
)}`

const STRETCHES = `SELECT partition, stretch, groupBitmapMerge(places) AS count, groupBitmapMergeState(places) AS offsets FROM ${TABLE} WHERE {of:Int32} IN (partition, -1) GROUP BY partition, stretch`

/** Offsets without a gap, of one stretch each. Of those that are full, which are most, nothing is unpacked. */
const RUNS = `SELECT partition, stretch * ${STRETCH} AS first, first + ${STRETCH} AS next FROM (${STRETCHES}) WHERE count = ${STRETCH}
UNION ALL SELECT partition, stretch * ${STRETCH} + run[1] AS first, stretch * ${STRETCH} + run[-1] + 1 AS next
FROM (SELECT partition, stretch, bitmapToArray(offsets) AS there FROM (${STRETCHES}) WHERE count < ${STRETCH})
ARRAY JOIN arraySplit((place, step) -> step != 1, there, arrayDifference(there)) AS run`

/** Of each partition, or of one (`of`, -1 for all), what follows the last record that is stored, and the stretches before that in which there is none. */
export const STORED = `SELECT partition, max(next) AS end, groupArrayIf((before, first), before < first) AS holes
FROM (SELECT partition, first, next, lagInFrame(next, 1, 0) OVER (PARTITION BY partition ORDER BY first) AS before FROM (${RUNS}))
GROUP BY partition`
