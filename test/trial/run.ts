import { setTimeout as sleep } from 'node:timers/promises'
import { findingsOf } from '../e2e/asking.ts'
import { inDirectory, start, type Running } from '../e2e/lifespan.ts'
import { missing, type Client, type Protocol } from './client.ts'
import { prepareGo } from './go.ts'
import { prepareJava } from './java.ts'
import { preparePython } from './python.ts'

/**
 * `npm run trial`: Lifespan with clients that are not of this repository, each with its default settings: only the address is set, and
 * then gzip too. It needs their languages and a package registry, so it is no part of `npm test`; a language that is not there is left out.
 */
const PATIENCE_MS = 15_000
const WANTED = 'L01 L02'
const LANGUAGES = [
  { name: 'Python', needs: [['python3', '--version']], prepare: preparePython },
  { name: 'Go', needs: [['go', 'version']], prepare: prepareGo },
  {
    name: 'Java',
    needs: [
      ['java', '-version'],
      ['mvn', '--version'],
    ],
    prepare: prepareJava,
  },
] as const

await inDirectory(async (data) => {
  const clients = LANGUAGES.flatMap(({ name, needs, prepare }) => {
    const absent = missing(...needs)
    if (absent.length > 0) console.log(`${name} is left out: ${absent.join(' and ')} not found on this machine`)
    return absent.length > 0 ? [] : [prepare()]
  })
  const up = await start('up', data)
  try {
    for (const client of clients) await tryClient(up, client, data)
  } finally {
    await up.stop()
  }
})

async function tryClient(up: Running, client: Client, data: string): Promise<void> {
  for (const protocol of client.protocols)
    for (const compression of ['', 'gzip']) await tryOnce(up, client, protocol, compression, data)
}

/** What the client sends must be found: each of the three events is needed for that. */
async function tryOnce(
  { run }: Running,
  client: Client,
  protocol: Protocol,
  compression: string,
  data: string,
): Promise<void> {
  const pod = [client.language, protocol, compression || 'plain'].join('-').toLowerCase()
  const endpoint = protocol === 'grpc' ? run.otlpGrpc : run.otlp
  // Python's does not know the `none` of OpenTelemetry's specification.
  const compressed = compression === '' ? {} : { OTEL_EXPORTER_OTLP_COMPRESSION: compression }
  client.send(protocol, pod, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...compressed })
  for (const carrier of client.carriers) {
    const found = await rulesOf(data, `token-of-${carrier}-${pod}`)
    console.log(
      `${client.language} over ${protocol}, ${compression || 'plain'}, ${carrier}s: ${found || 'nothing'} found`,
    )
    if (found !== WANTED) process.exitCode = 1
  }
}

/** The rules that found something of a credential, once all are there that are waited for. */
async function rulesOf(data: string, subject: string): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const found = await findingsOf(data)
    const rules = found.filter((finding) => finding.subject.id === subject).map(({ rule }) => rule)
    const said = rules.sort().join(' ')
    if (said === WANTED || Date.now() >= end) return said
  }
}
