import { inDirectory, start, type Running } from '../e2e/lifespan.ts'
import { missing, type Client, type Protocol } from './client.ts'
import { expectFound } from './found.ts'
import { prepareGo } from './go.ts'
import { prepareJava } from './java.ts'
import { preparePython } from './python.ts'

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

/** Exporters of other languages, each with its default settings: only the address is set, and then gzip too. */
export async function tryLanguages(): Promise<void> {
  const clients = LANGUAGES.flatMap(({ name, needs, prepare }) => {
    const absent = missing(...needs)
    if (absent.length > 0) console.log(`${name} is left out: ${absent.join(' and ')} not found on this machine`)
    return absent.length > 0 ? [] : [prepare()]
  })
  await inDirectory(async (data) => {
    const up = await start('up', data)
    try {
      for (const client of clients) await tryClient(up, client, data)
    } finally {
      await up.stop()
    }
  })
}

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
    const how = `${client.language} over ${protocol}, ${compression || 'plain'}, ${carrier}s`
    await expectFound(data, `token-of-${carrier}-${pod}`, how)
  }
}
