import { complain, say } from './output.ts'
import type { Server } from './system/server.ts'
import type { Settings } from './config/settings.ts'
import type { System } from './system/running.ts'
import type { PortChoice } from './system/core.ts'

const UNCONFINED =
  'this kernel cannot confine ClickHouse (Landlock, Linux 5.19 and later, and seccomp): whoever has the password of the analyst can read files of this user'

/** Says where a system that has just started is reached, and how many findings are no news. */
export function introduce(system: System, { ports, kafka, otlpKafka }: Settings, known: number, flags: string): void {
  const { otlp, otlpGrpc, server, dataDir } = system
  say(`Lifespan is up, with its data in ${dataDir}`)
  say(`  OTLP        ${otlp.url}/v1/traces and /v1/logs${instead(otlp.url, ports.otlp_http)}`)
  say(`  OTLP/gRPC   ${otlpGrpc.url}${instead(otlpGrpc.url, ports.otlp_grpc)}`)
  if (otlpKafka !== null)
    say(`  OTLP/Kafka  ${Object.values(otlpKafka.topics).join(' and ')} of ${otlpKafka.access.brokers.join(',')}`)
  if (kafka !== null)
    say(
      `  Log         Kafka at ${kafka.access.brokers.join(',')}, ${system.judging.engines.length} of ${kafka.partitions} partitions here`,
    )
  for (const line of server.foreign ? foreignLines(server) : ownLines(server, ports)) say(line)
  if (!server.confined) complain(UNCONFINED)
  if (known > 0) say(`  ${known} findings are known from before: npx lifespan findings${flags} lists them`)
  say('  Ctrl-C stops it; the data stay. Findings, as they happen:')
  say()
}

/** A default port that another program has: whoever sends to it does not reach us. */
function instead(url: string, { port }: PortChoice): string {
  return port === 0 || url.endsWith(`:${port}`) ? '' : `  (port ${port} is taken by another program)`
}

function ownLines({ url, tcpPort, analyst: { user, password } }: Server, ports: Settings['ports']): string[] {
  const native = `127.0.0.1:${tcpPort}`
  const query = "SELECT rule, severity, count() FROM analyst.findings WHERE state = 'open' GROUP BY ALL ORDER BY ALL"
  return [
    `  ClickHouse  ${url}  user ${user}  password ${password}  (in a browser: ${url}/play)${instead(url, ports.clickhouse_http)}`,
    `  native      ${native}  the same user and password${instead(native, ports.clickhouse_tcp)}`,
    `  a query     curl -s '${url}/?user=${user}&password=${password}' --data-binary "${query}"`,
  ]
}

/** The password of the user's own server is shown nowhere. */
function foreignLines({ analyst: { url, user } }: Server): string[] {
  return [`  ClickHouse  ${new URL(url).origin}  user ${user}, as CLICKHOUSE_URL and CLICKHOUSE_USER say`]
}
