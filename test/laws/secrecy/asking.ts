import { connect, type ClickHouse } from '../../../clickhouse/client.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '../../../cli/system/run-file.ts'
import { listQueries } from '../../../queries/catalogue.ts'
import type { ListedFinding } from '../../../queries/findings.ts'
import { runQuery } from '../../../queries/run.ts'
import { jsonLines } from '../../e2e/asking.ts'
import { lifespan } from '../../e2e/lifespan.ts'

const EXPLAINED = 3

/** A client of a running Lifespan's ClickHouse, as the user that may see everything. */
export async function clientOf(run: Run, data: string): Promise<ClickHouse> {
  const { passwords } = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8')) as {
    passwords: { lifespan: string }
  }
  return connect({ url: run.clickhouse, user: 'lifespan', password: passwords.lifespan, database: 'lifespan' })
}

async function said(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await lifespan(args)
  return stdout + stderr
}

/** What the commands say that people ask with. */
export async function commandsSay(
  data: string,
): Promise<{ readonly findings: readonly ListedFinding[]; readonly text: string }> {
  const at = ['--data', data]
  const findings = await jsonLines<ListedFinding>(['findings', '--json', ...at])
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()].slice(0, EXPLAINED)
  const texts = [
    JSON.stringify(findings),
    await said(['findings', ...at]),
    await said(['query', 'account', ...at]),
    await said(['query', 'rejected', ...at]),
    await said(['verify', ...at]),
  ]
  for (const { id } of rules)
    texts.push(await said(['explain', id, ...at]), await said(['explain', id, '--json', ...at]))
  return { findings, text: texts.join('\n') }
}

/** What every named question answers, of some credential where it must be told one. */
export async function questionsSay(client: ClickHouse, credential: string): Promise<string> {
  const texts: string[] = []
  for (const query of listQueries()) {
    const needed = query.params.filter(({ default: fallback }) => fallback === null)
    const given = Object.fromEntries(
      needed.map(({ name, type, example }) => [name, type === 'String' ? credential : example]),
    )
    for (const format of ['table', 'json', 'csv'] as const) texts.push(await runQuery(client, query, given, format))
  }
  return texts.join('\n')
}
