import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes empty files out of where ClickHouse keeps its definitions, before an engine reads them: it writes each under another name
 * first, so an empty one is none of its own, and with one it would never start again. `sqlite('<path>')` makes such a file before it
 * asks whether its caller may (decision 4).
 */
export async function sweepMetadata(clickhouseDir: string): Promise<void> {
  for (const folder of ['metadata', 'store']) await sweep(join(clickhouseDir, folder), 3)
}

async function sweep(folder: string, depth: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth > 1) await sweep(path, depth - 1)
    else if (entry.isFile() && entry.name.endsWith('.sql') && (await stat(path)).size === 0) await rm(path)
  }
}
