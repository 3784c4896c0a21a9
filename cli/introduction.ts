import { complain, say } from './output.ts'
import type { Server } from './system/server.ts'
import type { System } from './system/system.ts'

const UNCONFINED =
  'this kernel cannot confine ClickHouse (Landlock, Linux 5.19 and later): whoever has the password of the analyst can read files of this user'

/** Says where a system that has just started is reached, and how many findings are no news. */
export function introduce({ otlp, otlpGrpc, server, dataDir }: System, known: number, flags: string): void {
  say(`Lifespan is up, with its data in ${dataDir}`)
  say(`  OTLP        ${otlp.url}/v1/traces and /v1/logs`)
  say(`  OTLP/gRPC   ${otlpGrpc.url}`)
  for (const line of server.foreign ? foreignLines(server) : ownLines(server)) say(line)
  if (!server.confined) complain(UNCONFINED)
  if (known > 0) say(`  ${known} findings are known from before: npx lifespan findings${flags} lists them`)
  say('  Ctrl-C stops it; the data stay. Findings, as they happen:')
  say()
}

function ownLines({ url, analyst: { user, password } }: Server): string[] {
  const query = "SELECT rule, severity, count() FROM analyst.findings WHERE state = 'open' GROUP BY ALL ORDER BY ALL"
  return [
    `  ClickHouse  ${url}  user ${user}  password ${password}  (in a browser: ${url}/play)`,
    `  a query     curl -s '${url}/?user=${user}&password=${password}' --data-binary "${query}"`,
  ]
}

/** The password of the user's own server is shown nowhere. */
function foreignLines({ analyst: { url, user } }: Server): string[] {
  return [`  ClickHouse  ${new URL(url).origin}  user ${user}, as CLICKHOUSE_URL and CLICKHOUSE_USER say`]
}
