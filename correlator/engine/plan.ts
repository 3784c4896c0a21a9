import type { Column, Entity, EntrySource, FactSource, When } from '../../schemas/columns.ts'
import { ENTITIES, LINKS, OWNERSHIP, TELLS } from '../../schemas/entities.ts'
import { EVENT_TYPES, OUTCOMES, type EventColumnName, type EventOutcome, type EventType } from '../../schemas/events.ts'
import type { Cell } from '../entities/layout.ts'
import { LAYOUTS } from '../entities/layouts.ts'

/** What follows from a change of a row: it is judged; whoever listens hears of it; ownership is another one. */
export const CHANGED = 1
export const TOLD = 2
export const OWNED = 4

/** How a fact joins into a cell, and from which column of a batch it is read. */
export interface Step {
  readonly merge: 'min' | 'max' | 'rank' | 'or' | 'latest' | 'key' | 'word' | 'entries'
  readonly cell: Cell
  readonly source: FactSource
  readonly given: EventColumnName | null
  readonly entries: readonly EntrySource[]
  /** What follows when this column changes. */
  readonly mark: number
}

/** What an event of one type and outcome states of one entity. */
export interface EntityPlan {
  readonly entity: (typeof ENTITIES)[number]['name']
  readonly steps: readonly Step[]
}

/** What an event of one type and outcome leads to. */
export interface Plan {
  readonly entities: readonly EntityPlan[]
  readonly links: readonly (typeof LINKS)[number][]
  readonly isOwnership: boolean
}

/** Columns that a row tells whoever listens. */
const TOLD_ON = new Set<string>([...TELLS.workload, ...TELLS.credential])

/** The plan of each type and outcome: an event that was refused, or failed to issue, has an empty one. */
export const PLANS: readonly Plan[] = EVENT_TYPES.flatMap((type) => OUTCOMES.map((outcome) => planFor(type, outcome)))

/** The place of an event's plan. */
export function planNumber(type: number, outcome: number): number {
  return type * OUTCOMES.length + outcome
}

function planFor(type: EventType, outcome: EventOutcome): Plan {
  const holds = (when: When) => when[type]?.includes(outcome) ?? false
  return {
    entities: ENTITIES.map((entity) => entityPlan(entity as Entity, holds)).filter((plan) => plan !== null),
    links: LINKS.filter((link) => holds(link.when)),
    isOwnership: holds(OWNERSHIP),
  }
}

function entityPlan(entity: Entity, holds: (when: When) => boolean): EntityPlan | null {
  const columns = Object.entries(entity.columns).filter(
    ([, column]) => column.teller === null && statesAny(column, holds),
  )
  if (columns.length === 0) return null
  const name = entity.name as EntityPlan['entity']
  const steps = columns
    .filter(([, column]) => !column.archived)
    .map(([column, declared]) => step(name, column, declared, holds))
  return { entity: name, steps }
}

function statesAny(column: Column, holds: (when: When) => boolean): boolean {
  return isTimeline(column.source) ? column.source.some((entry) => holds(entry.when)) : holds(column.when)
}

function step(entity: EntityPlan['entity'], name: string, column: Column, holds: (when: When) => boolean): Step {
  const entries = isTimeline(column.source) ? column.source.filter((entry) => holds(entry.when)) : []
  const source = isTimeline(column.source) ? 'at' : column.source
  return {
    merge: mergeOf(column),
    cell: LAYOUTS[entity].cells[name]!,
    source,
    given: column.given,
    entries,
    mark: CHANGED | (TOLD_ON.has(name) ? TOLD : 0) | (column.merge === 'timeline' ? OWNED : 0),
  }
}

function isTimeline(source: Column['source']): source is readonly EntrySource[] {
  return Array.isArray(source)
}

function mergeOf(column: Column): Step['merge'] {
  switch (column.merge) {
    case 'min':
    case 'or':
    case 'latest':
      return column.merge
    case 'max':
      return column.value === 'rank' ? 'rank' : 'max'
    case 'flat':
      return column.value === 'key' ? 'key' : 'word'
    case 'timeline':
      return 'entries'
  }
}
