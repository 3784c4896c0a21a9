import { describe, expect, test } from 'vitest'
import { localSql, onCluster, wholeSql } from './cluster.ts'
import { PARTITION_TABLES } from './partitions.ts'
import { DERIVED_TABLES, PLAIN_TABLES } from './schema.ts'

const ALL = [...DERIVED_TABLES, ...PARTITION_TABLES]

/** All that is made on each node, in its order. */
function statementsOn(isReplicated: boolean): readonly string[] {
  const layout = { name: 'main', isReplicated }
  const [local, whole] = onCluster(ALL, layout)
  const views = whole!.flatMap(({ name, views: each }) =>
    each.map((view) => `CREATE MATERIALIZED VIEW lifespan.${view.name} TO lifespan.${name} AS ${view.facts()}`),
  )
  return [
    ...[...local!, ...whole!].map(({ create }) => create),
    ...PLAIN_TABLES.flatMap((create) => [localSql(create, layout), wholeSql(create, layout)]),
    ...views,
  ]
}

describe('tables on a cluster', () => {
  test('are replicated where it has a Keeper', async () => {
    await expect(`${statementsOn(true).join(';\n\n')};\n`).toMatchFileSnapshot('cluster.golden.sql')
  })

  test('are the same without one, but for the engines', () => {
    const plain = statementsOn(true).map((statement) =>
      statement
        .replace(/Replicated(\w+)\('[^']+', '\{replica\}'(?:, (\w+))?\)/, (_, engine: string, version?: string) =>
          version === undefined ? engine : `${engine}(${version})`,
        )
        .replace('replicated_deduplication_window = 0, ', ''),
    )
    expect(statementsOn(false)).toEqual(plain)
    expect(plain.join()).not.toMatch(/replica/i)
  })

  test('are spread by what they are sorted by, or what follows from it', () => {
    expect(() =>
      wholeSql('CREATE TABLE lifespan.something (a Int8) ENGINE = Log', { name: 'main', isReplicated: false }),
    ).toThrow(/by what are its rows spread/)
  })
})
