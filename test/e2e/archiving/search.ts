import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClickHouse } from '../../../clickhouse/client.ts'
import { decompressed } from '../../laws/secrecy/blocks.ts'

/** Enough of what has no end. */
const MOST_ROWS = 100_000

/** What was looked through, and where any of the secrets was. */
export interface Search {
  readonly looked: readonly string[]
  readonly found: readonly string[]
}

/** Looks through all of the server's own tables that a user may read. */
export async function searchTables(
  client: ClickHouse,
  tables: readonly string[],
  secrets: readonly string[],
): Promise<Search> {
  const looked: string[] = []
  const found: string[] = []
  for (const table of tables) {
    const bytes = await bytesOf(client, table).catch(() => null)
    if (bytes === null) continue
    looked.push(table)
    if (secrets.some((secret) => bytes.includes(secret))) found.push(table)
  }
  return { looked, found }
}

async function bytesOf(client: ClickHouse, table: string): Promise<Buffer> {
  const stream = await client.stream(`SELECT * FROM system.${table} LIMIT ${MOST_ROWS}`, {}, 'RowBinary')
  return Buffer.concat(await stream.toArray())
}

/** Looks through every file below a folder, as it is and decompressed. */
export async function searchFiles(folder: string, secrets: readonly string[]): Promise<Search> {
  const looked: string[] = []
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = await readFile(file).catch(() => Buffer.of())
    looked.push(file)
    const plain = [bytes, decompressed(bytes) ?? Buffer.of()]
    if (secrets.some((secret) => plain.some((each) => each.includes(secret)))) found.push(file)
  }
  return { looked, found }
}
