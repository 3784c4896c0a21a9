import { z } from 'zod'
import { ArchivedBy, Brokers, Days, Duration, FileName, Mechanism, reference, Truth, Whole } from './config-values.ts'
import { MINUTE, SECOND, type Millis } from './time.ts'

const sasl = z.strictObject({
  mechanism: Mechanism.optional().meta({
    description: 'How we say who we are: `plain`, `scram-sha-256`, `scram-sha-512` or `oauthbearer`',
    examples: ['scram-sha-512'],
  }),
  username: z
    .string()
    .optional()
    .meta({ description: 'Who we are; not with `oauthbearer`', examples: ['lifespan'] }),
  password: reference('Its password, as a reference; not with `oauthbearer`'),
  token_file: FileName.optional().meta({
    description: 'With `oauthbearer`: the file with the token, read anew for each connection',
    examples: ['/run/secrets/kafka-token'],
  }),
})

const tls = z.strictObject({
  enabled: Truth.optional().meta({
    description: 'Whether brokers speak TLS; they do where any of the others is said',
    examples: ['true'],
  }),
  ca: reference('The authority to trust, as PEM, where it is none that everybody trusts'),
  cert: reference('Our certificate, as PEM, where brokers want one'),
  key: reference('Its key, as PEM'),
})

const brokers = (otherwise: string, examples = ['kafka-1:9092,kafka-2:9092']) =>
  Brokers.optional().meta({
    description: `The brokers to begin with, with commas between them; ${otherwise}`,
    examples,
  })

const group = (name: string, what: string) => z.string().min(1, 'is empty').prefault(name).meta({ description: what })
const topic = (name: string, what: string) =>
  z
    .string()
    .min(1, 'is empty')
    .prefault(name)
    .meta({ description: `The topic of ${what}` })

/** Who says nothing for longer is dead to anybody; and 1 s is what a busy machine may stand still for. */
const LONGEST_SESSION = 10 * MINUTE
const SHORTEST_SESSION = SECOND

const isSession = (millis: Millis) => millis >= SHORTEST_SESSION && millis <= LONGEST_SESSION
const session = (what: string) =>
  Duration.refine(isSession, 'is not from 1s to 10m')
    .prefault('10s')
    .meta({
      description: `After how long ${what} to others; brokers take no less than 6s, unless their \`group.min.session.timeout.ms\` says otherwise`,
    })

/** Where OTLP is read from Kafka, as the OpenTelemetry Collector's Kafka exporter writes it. */
export const otlpKafka = z.strictObject({
  brokers: brokers('nothing is read from Kafka where none is named'),
  sasl: sasl.prefault({}),
  tls: tls.prefault({}),
  group: group('lifespan-otlp', 'The consumer group: all that have it share what there is to read'),
  session: session('who reads and says nothing loses its partitions'),
  spans: topic('otlp_spans', 'spans'),
  logs: topic('otlp_logs', 'log records'),
})

/** How many partitions the log can have: slots are spread over them. */
const MOST_PARTITIONS = 1_024
const MOST_REPLICAS = 7

/** Where Kafka is the log. */
export const kafka = z.strictObject({
  brokers: brokers('where any is named, Kafka is the log'),
  sasl: sasl.prefault({}),
  tls: tls.prefault({}),
  group: group(
    'lifespan',
    'The consumer group of the correlators; those that archive have the same with `-archive` behind it',
  ),
  partitions: Whole(1, MOST_PARTITIONS).prefault('64').meta({
    description: 'Of how many partitions the log is, which is fixed when its topics are made',
  }),
  replication: Whole(1, MOST_REPLICAS).optional().meta({
    description: 'On how many brokers each partition is, when topics are made',
    default: 'as many as there are, at most 3',
  }),
  retention: Days.prefault('7d').meta({
    description: 'How long the log is kept, when topics are made: it must reach back to what is not archived yet',
  }),
  session: session('a correlator that says nothing loses its partitions'),
  archived_by: ArchivedBy.prefault('clickhouse').meta({
    description:
      'Who brings the log into ClickHouse: `clickhouse` itself, by its Kafka engine, or `lifespan archive`, where it has none or can not reach the brokers',
  }),
  clickhouse_brokers: brokers('as ClickHouse reaches them, where that differs', ['kafka:9092']),
})

export type OtlpKafkaConfig = z.output<typeof otlpKafka>
export type KafkaConfig = z.output<typeof kafka>
export type AccessConfig = Pick<OtlpKafkaConfig, 'brokers' | 'sasl' | 'tls'>

/** RFC 7468. */
const PEM = '-----BEGIN '

/** What is incomplete or contradicts itself in what is said below `name`: where, and in words. */
export function kafkaProblems(name: string, { brokers: named, sasl: said, tls: { ca, cert, key } }: AccessConfig) {
  const { mechanism } = said
  const first = Object.entries(said).find(([, value]) => value !== undefined)?.[0]
  const problems: KafkaProblem[] = []
  if (first !== undefined && named === undefined)
    problems.push([['sasl', first], `is of which brokers? Give ${name}.brokers`])
  else if (first !== undefined && mechanism === undefined)
    problems.push([['sasl', first], `is for which mechanism? Give ${name}.sasl.mechanism`])
  else if (mechanism !== undefined) problems.push(...loginProblems(mechanism, said))
  for (const [part, text] of Object.entries({ ca, cert, key }))
    if (text?.includes(PEM) === false) problems.push([['tls', part], `is no PEM, which begins with ${PEM}`])
  if ((cert === undefined) !== (key === undefined))
    problems.push([['tls'], 'a certificate needs its key, and a key its certificate'])
  return problems.map(([path, what]): KafkaProblem => [[name, ...path], what])
}

type KafkaProblem = [path: string[], what: string]

function loginProblems(mechanism: string, { username, password, token_file }: AccessConfig['sasl']): KafkaProblem[] {
  const complain = (what: string): KafkaProblem[] => [[['sasl', 'mechanism'], what]]
  if (mechanism === 'oauthbearer') return token_file === undefined ? complain('oauthbearer needs sasl.token_file') : []
  const isWhole = username !== undefined && password !== undefined
  return isWhole ? [] : complain(`${mechanism} needs sasl.username and sasl.password`)
}

/** Two kinds of readers in one group would keep each other out of it. */
export function groupProblems(log: KafkaConfig, otlp: OtlpKafkaConfig): KafkaProblem[] {
  const isShared = otlp.brokers?.some((broker) => log.brokers?.includes(broker)) ?? false
  if (!isShared || log.group !== otlp.group) return []
  return [[['otlp_kafka', 'group'], `is kafka.group too, on the same brokers: each needs one of its own`]]
}
