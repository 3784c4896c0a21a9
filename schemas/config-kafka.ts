import { z } from 'zod'
import { Brokers, FileName, Mechanism, reference, Truth } from './config-values.ts'

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

/** Where OTLP is read from Kafka, as the OpenTelemetry Collector's Kafka exporter writes it. */
export const otlpKafka = z.strictObject({
  brokers: Brokers.optional().meta({
    description: 'The brokers to begin with, with commas between them; nothing is read from Kafka where none is named',
    examples: ['kafka-1:9092,kafka-2:9092'],
  }),
  sasl: sasl.prefault({}),
  tls: tls.prefault({}),
  group: z
    .string()
    .min(1, 'is empty')
    .prefault('lifespan')
    .meta({ description: 'The consumer group: all that have it share what there is to read' }),
  spans: z.string().min(1, 'is empty').prefault('otlp_spans').meta({ description: 'The topic of spans' }),
  logs: z.string().min(1, 'is empty').prefault('otlp_logs').meta({ description: 'The topic of log records' }),
})

export type OtlpKafkaConfig = z.output<typeof otlpKafka>

/** What is incomplete or contradicts itself: where, and in words. */
export function kafkaProblems({ brokers, sasl: said, tls: { cert, key } }: OtlpKafkaConfig): KafkaProblem[] {
  const { mechanism } = said
  const named = Object.entries(said).find(([, value]) => value !== undefined)?.[0]
  const problems: KafkaProblem[] = []
  if (named !== undefined && brokers === undefined)
    problems.push([['sasl', named], 'is of which brokers? Give otlp_kafka.brokers'])
  else if (named !== undefined && mechanism === undefined)
    problems.push([['sasl', named], 'is for which mechanism? Give otlp_kafka.sasl.mechanism'])
  else if (mechanism !== undefined) problems.push(...loginProblems(mechanism, said))
  if ((cert === undefined) !== (key === undefined))
    problems.push([['tls'], 'a certificate needs its key, and a key its certificate'])
  return problems
}

type KafkaProblem = [path: string[], what: string]

function loginProblems(mechanism: string, { username, password, token_file }: OtlpKafkaConfig['sasl']): KafkaProblem[] {
  const complain = (what: string): KafkaProblem[] => [[['sasl', 'mechanism'], what]]
  if (mechanism === 'oauthbearer') return token_file === undefined ? complain('oauthbearer needs sasl.token_file') : []
  const isWhole = username !== undefined && password !== undefined
  return isWhole ? [] : complain(`${mechanism} needs sasl.username and sasl.password`)
}
