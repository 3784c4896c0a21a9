import { join, resolve } from 'node:path'

const PATH = /(?:\/[^\s:]*\/)?(?:store|metadata|metadata_dropped)\/[^\s:,)]+/
const TABLE = /Cannot attach table `(\w+)`\.`(\w+)` .*?UUID '([\da-f-]{36})'/s

/**
 * What to do where an engine did not start for a file that it can't read, by the words that it left; null where they say nothing of
 * one. It names the file, or the table and the folder in which that is.
 */
export function adviceOnDamage(words: string, dataDir: string): string | null {
  const table = TABLE.exec(words)
  const before = table === null ? words : words.slice(0, table.index)
  const path = PATH.exec(before)?.[0]
  const folder = join(dataDir, 'clickhouse')
  if (path !== undefined) return advice(`${resolve(folder, path)} is damaged`)
  if (table === null) return null
  const [, database, name, uuid = ''] = table
  const where = join(folder, 'store', uuid.slice(0, 3), uuid)
  return advice(`a file of the table ${database}.${name} is damaged, in ${where}`)
}

const advice = (what: string) =>
  `${what}: put it back from a copy, or move it out of the data directory, and start again; \`lifespan verify\` says then what is missing`
