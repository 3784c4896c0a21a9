import type { ClickHouse } from '../../clickhouse/client.ts'
import { numbersOf } from '../../clickhouse/native/column.ts'
import { LINKS } from '../../schemas/entities.ts'
import type { Engine } from '../engine/engine.ts'
import { keysOf } from './restore-entities.ts'

/** Brings all links into memory: whoever is named by one has a row, if only a mentioned one. */
export async function restoreLinks(client: ClickHouse, engine: Engine): Promise<void> {
  const { credential, workload } = engine.state
  for (const { teller } of LINKS) {
    const listenedTo = teller === 'workload' ? workload : credential
    const query = `SELECT listened, listener FROM lifespan.links FINAL WHERE teller = {teller:String}`
    for await (const block of client.native(query, { teller })) {
      const listened = keysOf(numbersOf(block, 'listened') as Uint8Array)
      const listeners = keysOf(numbersOf(block, 'listener') as Uint8Array)
      for (let n = 0; n < block.rows; n++) {
        engine.restoreLink(teller, listenedTo.row(listened, n * 4), credential.row(listeners, n * 4))
      }
    }
  }
}
