import { readdirSync, rmSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

/** Where parts lie: `store/<prefix>/<table>/<part>`. Only in them are there empty files of ClickHouse's own: data of no rows. */
const PART_DEPTH = 4
const DATA = /\.(bin|c?mrk\d?|c?idx\d?|size)$/

/**
 * Takes empty files out of the engine's folder before it reads it. `sqlite('<path>')` makes one before it asks whether its caller may
 * (decision 4), and with one in the place of a definition, a mutation or a part it would not start again. A healthy folder
 * has none (a look at several: after ingests, merges, crashes), but for data of parts whose rows have all gone.
 */
export function sweepEmptyFiles(clickhouseDir: string): void {
  sweep(clickhouseDir, 0)
}

function sweep(folder: string, depth: number): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) sweep(path, depth + 1)
    else if (entry.isFile() && !isData(entry.name, depth) && isEmpty(path)) rmSync(path, { force: true })
  }
}

const isData = (name: string, depth: number) => depth >= PART_DEPTH && DATA.test(name)

/** What is gone meanwhile is not there. */
function isEmpty(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0
}

/** A folder that is not there yet, or that this user can't list, is left to the engine to complain of. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
