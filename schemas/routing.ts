import type { BatchColumns, EventBatch } from './batch.ts'
import type { Column, When } from './columns.ts'
import { ENTITIES, LINKS, OWNERSHIP } from './entities.ts'
import { EVENT_TYPES, OUTCOMES, type KeyColumnName } from './events.ts'
import { isNoKey, KEY_WORDS } from './keys.ts'
import { partitionOf } from './partition.ts'

/** Somebody who must hear of an event, in some cases only if a flag is set. */
interface Concern {
  readonly key: KeyColumnName
  readonly if: 'has_parent' | null
}

/** Who must hear of events of one type and outcome. Ownership is broadcast (rules: Telling). */
interface Route {
  readonly home: KeyColumnName
  readonly concerns: readonly Concern[]
  readonly isBroadcast: boolean
}

/** Whom an event is about, by the first part of its type; where nobody is named, an owner. */
export const HOMES: Readonly<Record<string, KeyColumnName>> = {
  credential: 'credential_key',
  workload: 'workload_key',
  owner: 'identity_key',
  decision: 'identity_key',
  approval: 'identity_key',
}

const ROUTES: readonly Route[] = EVENT_TYPES.flatMap((type) =>
  OUTCOMES.map((outcome) => {
    const holds = (when: When) => when[type]?.includes(outcome) ?? false
    return {
      home: HOMES[type.slice(0, type.indexOf('.'))]!,
      concerns: concernsOf(holds),
      isBroadcast: holds(OWNERSHIP),
    }
  }),
)

/** Whoever has a column that an event states, and whoever is told that somebody listens. */
function concernsOf(holds: (when: When) => boolean): Concern[] {
  const stated = ENTITIES.filter(({ columns }) =>
    Object.values<Column>(columns).some((column) => states(column, holds)),
  )
  return [
    ...stated.map(({ key }) => ({ key, if: null })),
    ...LINKS.filter((link) => holds(link.when)).map((link) => ({ key: link.listened, if: link.if })),
  ]
}

function states(column: Column, holds: (when: When) => boolean): boolean {
  if (column.teller !== null || column.archived) return false
  return column.merge !== 'timeline' && holds(column.when)
}

/** What one partition hears of a batch: events that are about somebody in it, and mentions of somebody in it. */
export interface Routed {
  readonly events: number[]
  readonly mentions: number[]
}

/**
 * Spreads the events of a batch over partitions: each once as an event, where whom it is about lives, and as a mention wherever else
 * somebody must hear of it. Returns, by partition, the places of events and mentions in the batch.
 */
export function route({ columns, length }: EventBatch, partitions: number): Routed[] {
  const routed = Array.from({ length: partitions }, (): Routed => ({ events: [], mentions: [] }))
  for (let event = 0; event < length; event++) {
    const { home, concerns, isBroadcast } = ROUTES[columns.type[event]! * OUTCOMES.length + columns.outcome[event]!]!
    const first = partitionOf(homeWord(columns, home, event), partitions)
    routed[first]!.events.push(event)
    const mention = (partition: number) => {
      const { mentions } = routed[partition]!
      if (partition !== first && mentions.at(-1) !== event) mentions.push(event)
    }
    for (const { key, if: condition } of concerns) {
      const keys = columns[key]
      if (isNoKey(keys, event * KEY_WORDS) || (condition !== null && columns[condition][event] === 0)) continue
      mention(partitionOf(keys[event * KEY_WORDS]!, partitions))
    }
    if (isBroadcast) for (let partition = 0; partition < partitions; partition++) mention(partition)
  }
  return routed
}

/** The first word of the key of whom an event is about; where nobody is named, of its own. */
function homeWord(columns: BatchColumns, home: KeyColumnName, event: number): number {
  const place = event * KEY_WORDS
  const named = ([home, 'owner_key'] as const).find((key) => !isNoKey(columns[key], place))
  return columns[named ?? 'event_id'][place]!
}
