import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Section } from './table.ts'

const PAGE = new URL('BENCHMARKS.md', import.meta.url)

/** Puts a table into its place on the page, with the day and the machine; all else there is written by hand. */
export async function writeTable({ name, table }: Section): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  await writeFile(PAGE, placed(page, name, `${circumstancesOf()}\n\n${table}`))
}

/** What stands between the marks `<!-- name -->` and `<!-- /name -->` is ours. */
function placed(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`BENCHMARKS.md has no place for ${name}`)
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`
}

function circumstancesOf(): string {
  const day = new Date().toISOString().slice(0, 10)
  const { model, speed } = cpus()[0]!
  const machine = `${cpus().length} × ${model.trim()}${speed > 0 ? ` at ${speed} MHz` : ''}`
  return `_${day}, commit ${commit()}, ${machine}, Node ${process.versions.node}, V8 ${process.versions.v8}, ClickHouse ${clickhouse()}_`
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

function clickhouse(): string {
  const { version } = createRequire(import.meta.url)('@chdb/lib-linux-x64-gnu/package.json') as { version: string }
  return version
}
