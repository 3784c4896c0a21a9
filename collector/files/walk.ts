import { readdir, stat } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import { unreadable, REASONS, type FileFault } from './faults.ts'

/** What lies at a path: a file to read, or why there is none. */
export interface FoundFile {
  readonly path: string
  readonly size: number
  readonly fault?: FileFault
}

/** All files at or below a path, sorted, hidden ones left out. What can't be listed is listed as a fault; the walk goes on. */
export async function filesBelow(path: string): Promise<FoundFile[]> {
  return await found(path, [], false)
}

async function found(path: string, above: readonly string[], inside: boolean): Promise<FoundFile[]> {
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) return await foundInside(path, stats, above)
    if (stats.isFile() || !inside) return [{ path, size: stats.isFile() ? stats.size : 0 }]
    return [{ path, size: 0, fault: { reason: REASONS.unreadable, detail: 'a pipe, socket or device' } }]
  } catch (error) {
    return [{ path, size: 0, fault: unreadable(error) }]
  }
}

async function foundInside(path: string, stats: Stats, above: readonly string[]): Promise<FoundFile[]> {
  const self = `${stats.dev}:${stats.ino}`
  if (above.includes(self)) {
    return [{ path, size: 0, fault: { reason: REASONS.unreadable, detail: 'a link to a directory that contains it' } }]
  }
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort()
  const files: FoundFile[] = []
  for (const name of names) files.push(...(await found(join(path, name), [...above, self], true)))
  return files
}
