import { parseArgs } from 'node:util'
import { missingTool } from './jars.ts'
import { startKafka } from './cluster.ts'

const help = `A real Apache Kafka (KRaft) for development: data in a temporary directory, gone when it stops.

  npm run kafka [-- --brokers 3] [-- --port 9092]

  --brokers N   1 or 3                                (1)
  --port N      the first broker's, the others follow; 0: any free ones (9092)
`

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => complain((error as Error).message))

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      brokers: { type: 'string', default: '1' },
      port: { type: 'string', default: '9092' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return say(help)
  if (!['1', '3'].includes(values.brokers)) return complain(`--brokers ${values.brokers}: 1 or 3`)
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_533) return complain(`--port ${values.port}: 0 (any free ones) to 65533`)
  const missing = await missingTool()
  if (missing !== null) return complain(`a broker needs ${missing}, which is not there`)
  return serve(Number(values.brokers), port)
}

/** Runs until somebody says stop. */
async function serve(brokers: number, port: number): Promise<number> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  const cluster = await startKafka(port === 0 ? { brokers } : { brokers, port })
  say(
    `Kafka is up; Ctrl-C stops it, and its data are gone then\n\n  export KAFKA_BROKERS=${cluster.bootstrap}                  # the log:  npm start\n  export LIFESPAN_OTLP_KAFKA_BROKERS=${cluster.bootstrap}    # OTLP to be read from it\n\n`,
  )
  await stopped
  await cluster.stop()
  return 0
}

function say(text: string): 0 {
  process.stdout.write(text)
  return 0
}

function complain(text: string): 2 {
  process.stderr.write(`kafka: ${text}\n`)
  return 2
}
