import { globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Takes definitions of views that were cut out of the engine's folder before it reads them: one that was replaced as the disk ran full
 * ends somewhere, and no engine would start again, with room or without (seen). Views hold nothing, and each start makes ours anew.
 */
export function removeCutViews(clickhouseDir: string): void {
  const definitions = globSync(join(clickhouseDir, 'store/*/*/*.sql'))
  for (const path of definitions) if (isCut(readFileSync(path, 'utf8'))) rmSync(path)
}

/** Each definition is ended by a line, which in ours says settings. */
function isCut(definition: string): boolean {
  if (!definition.startsWith('ATTACH VIEW ')) return false
  const isOurs = definition.includes('\nDEFINER = lifespan SQL SECURITY DEFINER\n')
  return !definition.endsWith('\n') || (isOurs && !/\nSETTINGS .*\n$/.test(definition))
}
