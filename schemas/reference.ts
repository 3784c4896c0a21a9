import type { Column, Entity } from './columns.ts'
import { configurationPage } from './config-reference.ts'
import { tableColumns } from './ddl/entity.ts'
import { STORAGE_TYPES } from './ddl/sql.ts'
import { ENTITIES } from './entities.ts'
import { EVENT_COLUMNS } from './events.ts'
import { code, page, table } from './markdown.ts'
import { metricsPage } from './metrics.ts'
import { NOTIFICATION_COLUMNS } from './notifications.ts'
import { REJECTED_COLUMNS } from './rejected.ts'
import { EVENTS, STAND_INS } from './vocabulary-events.ts'
import { ATTRIBUTES, KEPT_NAMES, KEPT_PREFIXES, type VocabularyAttribute } from './vocabulary.ts'

/** The reference pages, by file name: derived, so that they can't be untrue. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'configuration.md': configurationPage(),
    'entities.md': entitiesPage(),
    'events.md': eventsPage(),
    'metrics.md': metricsPage(),
    'notifications.md': notificationsPage(),
    'rejected.md': rejectedPage(),
    'vocabulary.md': vocabularyPage(),
  }
}

function entitiesPage(): string {
  const summary = 'One row a key; each column merges, so the order and repetition of facts do not matter.'
  return page('Entities', summary, ENTITIES.flatMap(entityParts))
}

function entityParts(entity: Entity): string[] {
  const stored = tableColumns(entity).map(({ name, type, absent }) => [code(name), code(type), code(absent)])
  return [
    `## ${entity.name}`,
    `${entity.doc}.`,
    table(['column', 'merge', 'from', 'means'], Object.entries(entity.columns).map(columnRow)),
    `In ClickHouse (\`lifespan.${entity.name}\`, read with \`FINAL\`; analysts read the views):`,
    table(['column', 'type', 'absent'], stored),
  ]
}

function columnRow([name, column]: [string, Column]): string[] {
  const from =
    column.teller === null
      ? Object.entries(column.when)
          .map(([type, outcomes]) => `${type} (${outcomes.join(', ')})`)
          .join('; ')
      : `told by each ${column.teller}`
  const source = Array.isArray(column.source) ? 'see the declaration' : from
  return [code(name), `${column.merge}${column.archived ? ', in ClickHouse alone' : ''}`, source, column.doc]
}

function eventsPage(): string {
  const rows = Object.entries(EVENT_COLUMNS).map(([name, { storage, origin, doc }]) => [
    code(name),
    code(STORAGE_TYPES[storage].replace(/\(.*'.*/s, '')),
    origin,
    doc,
  ])
  return page(
    'Events',
    'Every event as it came, duplicates included: `lifespan.events`. `said` by an adapter, `stamp` by the collector, `derived` from both.',
    [table(['column', 'type', 'origin', 'means'], rows)],
  )
}

function notificationsPage(): string {
  const summary =
    'What was told to whom, once a message: `lifespan.notifications`, read with `FINAL`; analysts read `analyst.notifications`, and of credentials what became of each since, `analyst.told_credentials`.'
  return page('Notifications', summary, [columnsTable(NOTIFICATION_COLUMNS)])
}

function rejectedPage(): string {
  const summary =
    'What could not be read or not be true: `lifespan.rejected`, read with `FINAL`; analysts read `analyst.rejected`. The sum of `records` is what the account counts as rejected.'
  return page('Rejected', summary, [columnsTable(REJECTED_COLUMNS)])
}

function columnsTable(columns: Readonly<Record<string, { readonly type: string; readonly doc: string }>>): string {
  const rows = Object.entries(columns).map(([name, { type, doc }]) => [code(name), code(type), doc])
  return table(['column', 'type', 'means'], rows)
}

function vocabularyPage(): string {
  return page(
    'Vocabulary',
    'How credentials, workloads and owners appear in OpenTelemetry: as a span of such a name, a span event on any span, or a log record with that event name. Stability: development.',
    [
      '## Events',
      table(
        ['name', 'means', 'needs'],
        Object.entries(EVENTS).map(([name, { doc, needs }]) => [code(name), doc, needs.map(code).join(', ')]),
      ),
      '## Attributes',
      table(
        ['attribute', 'kind', 'means', 'example'],
        Object.entries<VocabularyAttribute>(ATTRIBUTES).map(attributeRow),
      ),
      '## What stands in',
      'Where one of these is not said, the first that is there:',
      table(
        ['attribute', 'else'],
        Object.entries(STAND_INS).map(([name, others]) => [code(name), others.join('; ')]),
      ),
      '## Elsewhere',
      'The same in the words of others: OpenID CAEP and RISC, and OCSF. In the form of semantic conventions all of this is [schemas/registry](../../schemas/registry/credentials.yaml).',
      table(
        ['ours', 'CAEP, RISC', 'OCSF'],
        Object.entries(EVENTS).map(([name, { caep, ocsf }]) => [
          code(name),
          caep.join('; ') || '–',
          ocsf.join('; ') || '–',
        ]),
      ),
      '## Kept',
      `Kept as they are: ${KEPT_NAMES.map(code).join(', ')} and all of ${KEPT_PREFIXES.map((prefix) => code(`${prefix}*`)).join(', ')}. Everything else is dropped.`,
    ],
  )
}

function attributeRow([name, { kind, doc, example, values, was }]: [string, VocabularyAttribute]): string[] {
  const more = [
    ...(values === undefined ? [] : [values.map(code).join(', ')]),
    ...(was === undefined ? [] : [`older: ${was.map(code).join(', ')}`]),
  ]
  return [code(name), kind, [doc, ...more].join('. '), code(example)]
}
