import { startSystem } from '../../cli/system/running.ts'
import { CREDENTIAL_RULES } from './map-engine.ts'
import { serve, tell } from './serve.ts'

/** Of the rules that the naive one judges, too. */
const BOTH = [...CREDENTIAL_RULES, 'G02'].map((rule) => `'${rule}'`)
const FINDINGS = `SELECT count() FROM lifespan.findings FINAL WHERE NOT retracted AND rule IN (${BOTH.join()})`

/** The whole system, as `lifespan up` starts it. */
const free = { port: 0, named: false }
const system = await startSystem({
  dataDir: process.argv[2]!,
  listen: '127.0.0.1',
  otlpHttp: free,
  otlpGrpc: free,
  clickhouseHttp: free,
  clickhouseTcp: free,
  onFindings: (rows) => {
    const late = rows.filter(({ change }) => change.rule.id === 'L02').map(({ subject }) => subject.id)
    if (late.length > 0) tell({ published: late, at: Date.now() })
  },
  onTrouble: (error) => console.error(error.message),
})

serve(
  system.otlp.url,
  async () => {
    await system.judging.judge()
    const [row] = await system.server.client.rows<{ events: string; findings: string }>(
      `SELECT (SELECT count() FROM lifespan.events) AS events, (${FINDINGS}) AS findings`,
    )
    return { events: Number(row?.events), findings: Number(row?.findings) }
  },
  () => system.stop(),
  system.otlpGrpc.url,
)
