import type { ListedFinding } from './listed-finding.ts'
import { shellWord } from './shell-word.ts'

/** Where to look further: as a command, and as SQL for any ClickHouse tool. */
export interface FurtherQuestion {
  readonly title: string
  readonly command: string
  readonly sql: string
}

/** The questions that lead on from a finding; `flags` are those that a command needs to find the same data. */
export function furtherOf(
  { subject, workload, identity, tenant }: ListedFinding,
  hasParent: boolean,
  flags = '',
): FurtherQuestion[] {
  const about = (table: string, column: string, value: string) =>
    `SELECT * FROM analyst.${table} WHERE tenant = ${quoted(tenant)} AND ${column} = ${quoted(value)}`
  const questions: FurtherQuestion[] = []
  const ask = (title: string, question: string, value: string, sql: string) => {
    questions.push({ title, command: `npx lifespan query ${question}=${shellWord(value)}${flags}`, sql })
  }
  if (subject.kind === 'credential') {
    const [story, chains] = [about('events', 'credential_id', subject.id), about('chains', 'credential_id', subject.id)]
    ask('its whole story', 'credential-story credential', subject.id, `${story} ORDER BY time`)
    if (hasParent) ask('what it was made from', 'chain-up credential', subject.id, chains)
  }
  if (workload !== null) {
    ask('the life of its workload', 'workload-life workload', workload.id, about('links', 'workload_id', workload.id))
  }
  if (identity !== null) {
    const sql = about('credentials', 'identity', identity)
    ask('all credentials of its identity', 'identity-credentials identity', identity, sql)
  }
  return questions
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
