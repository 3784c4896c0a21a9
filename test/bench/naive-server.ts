import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { connect } from '../../clickhouse/client.ts'
import { startEmbedded } from '../../clickhouse/io/embedded.ts'
import { Rows } from './naive-rows.ts'
import { readSpans } from './naive-spans.ts'
import { MapEngine } from './map-engine.ts'
import { serve } from './serve.ts'

/**
 * The baseline of the way in, as one would write it with what is at hand: node:http, gunzip, protobufjs' reflection to objects, the
 * engine of Map and objects, and JSONEachRow into ClickHouse, gathered while an insert is on its way. No redaction, no limits, no keys.
 */
const passwords = { lifespan: 'bench', analyst: 'bench' }
const named = { http: false, tcp: false }
const embedded = await startEmbedded({ dataDir: process.argv[2]!, httpPort: 0, tcpPort: 0, named, passwords })
const client = connect({
  url: embedded.engineUrl,
  user: 'lifespan',
  password: passwords.lifespan,
  database: 'lifespan',
})
const rows = await Rows.create(client, embedded.engineUrl, passwords.lifespan)
const engine = new MapEngine()
engine.onFinding = (rule, subject, finding) => rows.finding(rule, subject, finding)

const server = createServer((request, response) => {
  void (async () => {
    const body = await buffer(request)
    const spans = readSpans(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
    for (const { event, row } of spans) {
      rows.event(row)
      engine.take(event)
    }
    await rows.stored()
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })()
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()

serve(
  `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
  async () => {
    await rows.stored()
    return rows.counts()
  },
  async () => {
    server.closeAllConnections()
    await client.close()
    await embedded.stop()
  },
)
