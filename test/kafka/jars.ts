import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'

const POM = fileURLToPath(new URL('pom.xml', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache/kafka', import.meta.url))
const run = promisify(execFile)

/** What a broker needs that is not there; null where all is. */
export async function missingTool(): Promise<string | null> {
  for (const [tool, what] of [
    ['java', 'Java 17'],
    ['mvn', 'Maven'],
  ] as const) {
    const there = await run(tool, ['-version']).then(
      () => true,
      () => false,
    )
    if (!there) return `${what} (${tool} on the PATH)`
  }
  return null
}

/** The broker's jars as a class path: brought by Maven the first time, then kept below `.cache`. */
export async function kafkaJars(): Promise<string> {
  const pom = await readFile(POM)
  const folder = join(CACHE, createHash('sha256').update(pom).digest('hex').slice(0, 12))
  if (!(await isThere(folder))) await bring(folder)
  return join(folder, '*')
}

/** All or nothing: two at once do the work twice, and the later one gives way. */
async function bring(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const part = `${folder}-${process.pid}`
  await run('mvn', ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${part}`])
  await rename(part, folder).catch(() => rm(part, { recursive: true }))
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
