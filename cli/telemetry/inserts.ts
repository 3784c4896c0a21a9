import type { ClickHouse } from '../../clickhouse/client.ts'
import { Distribution } from '../../schemas/distribution.ts'

/** What became of the inserts into one table. */
export interface Inserted {
  done: number
  failed: number
  readonly seconds: Distribution
}

/** Counts inserts, by table: there are as many as Lifespan writes. */
export class Inserts {
  readonly byTable = new Map<string, Inserted>()

  /** The same way to ClickHouse, with its inserts counted. */
  counted(client: ClickHouse): ClickHouse {
    return {
      ...client,
      insertNative: (table, ...rest) => this.#count(table, () => client.insertNative(table, ...rest)),
    }
  }

  async #count(table: string, insert: () => Promise<void>): Promise<void> {
    const inserted = this.#of(table.replace(/^lifespan\./, ''))
    const began = performance.now()
    try {
      await insert()
    } catch (error) {
      inserted.failed += 1
      throw error
    }
    inserted.done += 1
    inserted.seconds.observe((performance.now() - began) / 1_000)
  }

  #of(table: string): Inserted {
    const known = this.byTable.get(table)
    if (known !== undefined) return known
    const inserted = { done: 0, failed: 0, seconds: new Distribution() }
    this.byTable.set(table, inserted)
    return inserted
  }
}
