import type { ClickHouse } from '../../clickhouse/client.ts'
import type { NativeBlock } from '../../clickhouse/native/column.ts'
import { LINKS } from '../../schemas/entities.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import type { Engine } from '../engine/engine.ts'
import type { Table } from '../entities/table.ts'
import { ahead } from './ahead.ts'
import { keysAt } from './restore-entities.ts'

/** Links that are resolved together: their rows stay in the cache. */
const STRIP = 256

/** The links of one kind of teller, block by block. */
type Linked = readonly { readonly teller: 'workload' | 'parent'; readonly blocks: AsyncIterable<NativeBlock> }[]

/** Asks for all links at once: they are answered while other things are read. */
export function askForLinks(client: ClickHouse): Linked {
  const query = 'SELECT listened, listener FROM lifespan.links FINAL WHERE teller = {teller:String}'
  return LINKS.map(({ teller }) => ({ teller, blocks: ahead(client.native(query, { teller })) }))
}

/** Brings all links into memory: whoever is named by one has a row, if only a mentioned one. */
export async function restoreLinks(engine: Engine, linked: Linked): Promise<void> {
  const { credential, workload } = engine.state
  const strip = new Strip()
  for (const { teller, blocks } of linked) {
    const listenedTo = teller === 'workload' ? workload : credential
    for await (const block of blocks) {
      const listened = keysAt(block, 'listened')
      const listeners = keysAt(block, 'listener')
      for (let from = 0; from < block.rows; from += STRIP) {
        const count = strip.resolve(listenedTo, listened, credential, listeners, from)
        for (let n = 0; n < count; n++) engine.restoreLink(teller, strip.listened[n]!, strip.listeners[n]!)
      }
    }
  }
}

/** The rows at both ends of some links. */
class Strip {
  readonly listened = new Uint32Array(STRIP)
  readonly listeners = new Uint32Array(STRIP)
  readonly #places = new Uint32Array(STRIP)

  /** Finds the rows of the keys from `from` on; returns of how many. */
  resolve(one: Table, listened: Uint32Array, other: Table, listeners: Uint32Array, from: number): number {
    const count = Math.min(STRIP, listened.length / KEY_WORDS - from)
    for (let n = 0; n < count; n++) this.#places[n] = (from + n) * KEY_WORDS
    const places = this.#places.subarray(0, count)
    one.rowsOf(listened, places, this.listened)
    other.rowsOf(listeners, places, this.listeners)
    return count
  }
}
