import type { ClickHouse } from '../../clickhouse/client.ts'
import type { NativeBlock } from '../../clickhouse/native/column.ts'
import { storedColumns } from '../../schemas/ddl/entity.ts'
import { credential, ENTITIES, LINKS } from '../../schemas/entities.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import type { Engine } from '../engine/engine.ts'
import { TOLD_COLUMNS } from '../engine/tell-batch.ts'
import { ahead } from './ahead.ts'
import { keysAt, restoreBlock, storedNames } from './restore-entities.ts'
import { heldIn } from './held.ts'

const TOLD = TOLD_COLUMNS.credential.filter(({ isTold }) => isTold)
const TOLD_NAMES = TOLD.flatMap(({ name, column }) =>
  storedColumns(name, { ...column, teller: null }).map((stored) => stored.name),
)

/** Brings what the archive has of a partition into an engine that knows nothing: what the partition's log made of rows and links. */
export async function restorePartition(client: ClickHouse, engine: Engine, partition: number): Promise<void> {
  const asked = [...ENTITIES].toReversed().map((entity) => {
    const names = [...storedNames(entity), ...(entity === credential ? TOLD_NAMES : [])]
    const query = `SELECT ${names.join(', ')} FROM lifespan.partition_${entity.name} FINAL WHERE partition = {partition:UInt16}`
    return { entity, blocks: ahead(client.native(query, { partition })) }
  })
  for (const { entity, blocks } of asked) {
    for await (const block of blocks) {
      const first = restoreBlock(engine.state, entity.name, block)
      if (entity === credential) engine.restoreTold((n) => first + n, block.rows, heldIn(block, TOLD))
    }
  }
  for (const { teller } of LINKS) await restoreLinks(client, engine, partition, teller)
}

async function restoreLinks(
  client: ClickHouse,
  engine: Engine,
  partition: number,
  teller: 'workload' | 'parent',
): Promise<void> {
  const query = `SELECT listened, listener FROM lifespan.partition_links FINAL
    WHERE partition = {partition:UInt16} AND teller = {teller:String}`
  for await (const block of client.native(query, { partition, teller })) linkAll(block, engine, teller)
}

function linkAll(block: NativeBlock, engine: Engine, teller: 'workload' | 'parent'): void {
  const { state } = engine
  const listened = keysAt(block, 'listened')
  const listeners = keysAt(block, 'listener')
  for (let at = 0; at < block.rows * KEY_WORDS; at += KEY_WORDS) {
    const row = state[teller === 'workload' ? 'workload' : 'credential'].row(listened, at)
    const word = listeners[at]!
    if (state.ownsKey(word)) engine.restoreLink(teller, row, state.credential.row(listeners, at))
    else engine.restoreLinkAway(teller, row, state.partitionOf(word))
  }
}
