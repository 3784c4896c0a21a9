import { readFileSync, readdirSync } from 'node:fs'

const root = new URL('./sql/', import.meta.url)

/** The text of a file below `queries/sql`, without the semicolon at its end. */
export function sqlFile(path: string): string {
  return readFileSync(new URL(path, root), 'utf8').trim().replace(/;$/, '')
}

/** The names of the `.sql` files of a folder below `queries/sql`, without the ending, in order. */
export function sqlFiles(folder: string): string[] {
  const names = readdirSync(new URL(`${folder}/`, root)).filter((name) => name.endsWith('.sql'))
  return names.map((name) => name.slice(0, -'.sql'.length)).toSorted()
}

/** Named parts that statements of one family share: a table (`name AS (SELECT …)`) or a function (`x -> … AS name`). */
export type Parts = ReadonlyMap<string, string>

/** The parts in a folder, by name. */
export function partsIn(folder: string): Parts {
  return new Map(sqlFiles(folder).map((name) => [name, sqlFile(`${folder}/${name}.sql`)]))
}

/** A SELECT with the parts that it names, and those that these name, in front of it. */
export function withParts(select: string, parts: Parts): string {
  const needed = neededBy(select, parts)
  if (needed.length === 0) return select
  return `WITH\n${needed.map((name) => parts.get(name)!).join(',\n')}\n${select}`
}

/** What is named first stands behind what it names itself. */
function neededBy(text: string, parts: Parts, known: readonly string[] = []): readonly string[] {
  let needed = known
  for (const [name, part] of parts) {
    if (needed.includes(name) || part === text || !mentions(text, name)) continue
    needed = neededBy(part, parts, needed)
    if (!needed.includes(name)) needed = [...needed, name]
  }
  return needed
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text.replaceAll(/--.*/g, ''))
}
