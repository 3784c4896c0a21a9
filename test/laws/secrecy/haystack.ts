import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClickHouse } from '../../../clickhouse/client.ts'
import type { Canary } from '../../../redaction/canaries/canaries.ts'
import { Needles, type Hit } from '../bodies/secrecy/needles.ts'
import { decompressed } from './blocks.ts'

/** An id like any other, which is to be found. */
export const DECOY = 'a-name-that-is-no-secret'

/** What is looked through, how much of it there was, and what was found. */
export class Haystack {
  readonly #needles: Needles
  readonly #decoy: Needles
  readonly #found = new Map<string, string>()
  /** Bytes by kind of place. */
  readonly bytes: Record<string, number> = {}

  /** The kinds of places in which the decoy was found: what no secret is must be, or nothing was looked at. */
  readonly decoyed = new Set<string>()

  constructor(secrets: readonly Canary[]) {
    this.#needles = new Needles(secrets)
    this.#decoy = new Needles([{ format: 'decoy', text: DECOY, secrets: [DECOY] }])
  }

  /** One of each kind of place and format. */
  get found(): readonly string[] {
    return [...this.#found.values()]
  }

  /** Looks through bytes of some kind. */
  look(kind: string, where: string, bytes: Uint8Array): void {
    this.bytes[kind] = (this.bytes[kind] ?? 0) + bytes.length
    if (this.#decoy.find(bytes, 1).length > 0) this.decoyed.add(kind)
    for (const hit of this.#needles.find(bytes)) this.#found.set(`${kind} ${hit.canary.format}`, lineOf(where, hit))
  }

  /** Looks through every table of every database, each column as it is stored. */
  async lookInTables(client: ClickHouse): Promise<void> {
    const tables = await client.rows<{ database: string; name: string }>(TABLES)
    for (const { database, name } of tables) {
      const stream = await client.stream(`SELECT * FROM ${database}.\`${name}\``, {}, 'RowBinaryWithNames')
      let rest: Buffer = Buffer.alloc(0)
      for await (const chunk of stream) {
        const bytes = Buffer.concat([rest, chunk as Buffer])
        this.look('tables', `${database}.${name}`, bytes)
        rest = bytes.subarray(-OVERLAP)
      }
    }
  }

  /** Looks through every file below a folder, as it is and decompressed. */
  async lookInFiles(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      const bytes = await readFile(file)
      this.look('file names', file, Buffer.from(file))
      this.look('files', file, bytes)
      const plain = decompressed(bytes)
      if (plain !== null) this.look('files, decompressed', file, plain)
    }
  }
}

/** Longer than any window that could lie across two pieces. */
const OVERLAP = 64

/** Everything that stores or remembers something: ours, and what the engine writes down of queries, errors and parts. */
const TABLES = `SELECT database, name FROM system.tables
WHERE database IN ('lifespan', 'analyst') OR (database = 'system' AND (name LIKE '%\\\\_log' OR name IN ('errors', 'processes', 'parts', 'columns', 'tables', 'mutations', 'merges', 'warnings', 'dictionaries')))`

function lineOf(where: string, { canary, text }: Hit): string {
  return `${where}: ${canary.format}: ${JSON.stringify(text)}`
}
