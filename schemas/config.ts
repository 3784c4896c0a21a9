import { z } from 'zod'
import { alerts } from './config-alerts.ts'
import { alertsProblems } from './config-alerts-problems.ts'
import { SECRET_OF_ENDPOINT } from './config-endpoints.ts'
import { groupProblems, kafka, kafkaProblems, otlpKafka } from './config-kafka.ts'
import { portProblems } from './config-ports.ts'
import {
  Address,
  Days,
  Duration,
  Endpoint,
  FileName,
  Host,
  IssuerGlob,
  KeyText,
  Port,
  reference,
  Tokens,
  Truth,
  Whole,
} from './config-values.ts'
import { RETAINED } from './ddl/retention.ts'
import { writeDuration } from './durations.ts'
import { OWNERS_SHAPE, type OwnersFile } from './owners-file.ts'
import { canonical, DEFAULT_POLICY, DEPTH_CAP, type IssuerPolicy, type Policy } from './policy.ts'
import { ATTRIBUTES } from './vocabulary.ts'

/** Where Lifespan listens unless somebody says otherwise. */
export const PORTS = {
  otlp_http: 4318,
  otlp_grpc: 4317,
  clickhouse_http: 8123,
  clickhouse_tcp: 9000,
  probes: 9464,
} as const

const port = (name: keyof typeof PORTS, what: string) =>
  Port.optional().meta({ description: `${what}; one that is said and taken is an error`, default: PORTS[name] })

const ports = z.strictObject({
  otlp_http: port('otlp_http', 'OTLP over HTTP'),
  otlp_grpc: port('otlp_grpc', 'OTLP over gRPC'),
  clickhouse_http: port('clickhouse_http', "The embedded ClickHouse's HTTP"),
  clickhouse_tcp: port('clickhouse_tcp', "The embedded ClickHouse's native protocol"),
  probes: port('probes', 'Probes and metrics of `correlate` and `archive`, which take nothing in'),
})

const clickhouse = z.strictObject({
  url: Address.optional().meta({
    description: 'A ClickHouse of your own, instead of the embedded one',
    examples: ['http://127.0.0.1:8123'],
  }),
  user: z
    .string()
    .optional()
    .meta({ description: 'Who may make the databases `lifespan` and `analyst`', examples: ['default'] }),
  password: reference('Its password, as a reference'),
  cluster: z
    .string()
    .regex(/^[\w.-]+$/, 'is no name of a cluster')
    .optional()
    .meta({
      description:
        'As which cluster of its `<remote_servers>` it is to be taken: tables are on all nodes, rows spread over the shards. Fixed with the first start',
      examples: ['main'],
    }),
})

const ingest = z.strictObject({
  token: Tokens.optional().meta({
    description:
      'Who sends it as `Authorization: Bearer …` may POST logs to `/v1/ingest/<source>`; nobody may where there is none. Several, with spaces or line breaks between them, are all good: so one can be replaced',
    examples: ['${file:PATH}', '${env:NAME}'],
  }),
})

const traces = z.strictObject({
  endpoint: Endpoint.optional().meta({
    description:
      "Where Lifespan's own traces go, as OTLP over HTTP (`/v1/traces` is added to an address without a path): any collector but this Lifespan itself; nowhere where none is named",
    examples: ['http://collector.example:4318'],
  }),
})

const kept = (name: keyof OutputOfRetention, what: string) =>
  Days.optional().meta({
    description: `${what}, counted from when they were received; once said, it stays so`,
    default: `${RETAINED.find((one) => one.name === name)?.days}d`,
    examples: ['90d', 'forever'],
  })

interface OutputOfRetention {
  readonly uses: unknown
  readonly rejected: unknown
}

const retention = z.strictObject({
  uses: kept('uses', 'How long uses of credentials are kept'),
  rejected: kept('rejected', 'How long the list of what was rejected is kept'),
})

const duration = (millis: number) => Duration.prefault(writeDuration(millis))

/** Of a kind of workload that nobody speaks of the default holds. */
function graceOf(kind: string): z.ZodType<number | undefined, string | undefined> {
  const millis = DEFAULT_POLICY.grace[kind]
  const schema = millis === undefined ? Duration.optional() : duration(millis)
  const others = millis === undefined ? ', if not that of all others' : ''
  return schema.meta({ description: `Of a workload of the kind ${kind}${others}`, examples: [] })
}

const grace = z.strictObject({
  default: duration(DEFAULT_POLICY.graceDefault).meta({
    description: 'Of a workload of any other kind, or of none known',
  }),
  ...Object.fromEntries(ATTRIBUTES['workload.kind'].values.map((kind) => [kind, graceOf(kind)])),
})

const issuer = z.strictObject({
  cascades: Truth.optional().meta({
    description: 'Whether it ends what was made from a credential when it ends that one',
  }),
  propagation: Duration.optional().meta({ description: 'How long a revocation takes to reach everybody' }),
  overhang: Duration.optional().meta({ description: 'By how much a child may outlive its parent' }),
  lateness: Duration.optional().meta({
    description: 'By when its records are there; until then a finding is provisional',
  }),
})

/** The policy of an issuer as it is written. */
function written({ cascades, ...lengths }: Partial<IssuerPolicy>): Record<string, string> {
  const truth = cascades === undefined ? {} : { cascades: String(cascades) }
  return {
    ...truth,
    ...Object.fromEntries(Object.entries(lengths).map(([name, millis]) => [name, writeDuration(millis)])),
  }
}

const ISSUERS = Object.fromEntries([
  ...DEFAULT_POLICY.issuers.map(({ match, ...said }) => [match, written(said)] as const),
  ['*', written(DEFAULT_POLICY.issuerDefault)],
])

const policy = z.strictObject({
  grace: grace
    .prefault({})
    .meta({ description: 'How much later than the end of its workload a use of a credential is still innocent' }),
  issuers: z.record(IssuerGlob, issuer).prefault(ISSUERS).meta({
    description:
      'By glob on the issuer, `*` for any text. Of several that match, each number is that of the one with the most other characters that says it',
  }),
  owner_grace: duration(DEFAULT_POLICY.ownerGrace).meta({ description: 'How long an owner may be missing' }),
  unknown_expiry: duration(DEFAULT_POLICY.unknownExpiry).meta({
    description: 'How long after its last sign of life a credential counts as valid, where nobody said when it expires',
  }),
  chain_depth: Whole(1, DEPTH_CAP).prefault(String(DEFAULT_POLICY.chainDepth)).meta({
    description: 'From how many changes of principal on a chain is a finding',
  }),
})

/** `lifespan.yaml`: the one declaration of what can be configured, and of what holds where nothing is said. */
export const Config = z
  .strictObject({
    data: FileName.optional().meta({
      description: 'Where Lifespan keeps its data; of `demo` ./lifespan-demo',
      default: './lifespan-data',
    }),
    key: KeyText.optional().meta({
      description:
        'What the keys of ids and fingerprints are made of: the same for all processes of one deployment. `up` makes keys of its own, in its data directory, where none is named',
      examples: ['${file:PATH}', '${env:NAME}'],
    }),
    listen: Host.prefault('127.0.0.1').meta({
      description: 'The interface on which OTLP, pushed logs, probes and metrics are served; `0.0.0.0` is all of IPv4',
    }),
    ports: ports.prefault({}).meta({ description: 'Where it listens; 0 is any free port' }),
    clickhouse: clickhouse.prefault({}),
    owners: z
      .union([FileName, OWNERS_SHAPE.owners], 'is neither the name of an owners file nor a list of owners')
      .optional()
      .meta({
        description: 'An owners file, or what would stand in it: who answers for which identities',
        examples: ['owners.yaml'],
      }),
    people: OWNERS_SHAPE.people.optional(),
    retention: retention.prefault({}),
    ingest: ingest.prefault({}),
    traces: traces.prefault({}),
    kafka: kafka.prefault({}),
    otlp_kafka: otlpKafka.prefault({}),
    alerts: alerts.prefault({}),
    policy: policy.prefault({}).meta({ description: 'Every number that a finding depends on' }),
  })
  .superRefine((config, context) => {
    const {
      owners,
      people,
      ports: said,
      kafka: log,
      otlp_kafka: otlp,
      clickhouse: { url, ...of },
    } = config
    const complain = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    if (typeof owners === 'string' && people !== undefined)
      complain(['people'], 'stands in the owners file where owners names one')
    const first = (['user', 'password', 'cluster'] as const).find((name) => of[name] !== undefined)
    if (url === undefined && first !== undefined)
      complain(['clickhouse', first], 'is of which ClickHouse? Give clickhouse.url')
    const isOurs = (name: string) => url === undefined || !name.startsWith('clickhouse')
    for (const [name, what] of portProblems(said, isOurs)) complain(['ports', name], what)
    const problems = [...kafkaProblems('kafka', log), ...kafkaProblems('otlp_kafka', otlp), ...groupProblems(log, otlp)]
    for (const [path, what] of problems) complain(path, what)
    for (const [path, what] of alertsProblems(config.alerts)) complain(path, what)
  })

export type Config = z.output<typeof Config>

/** The variables whose names do not follow from that of the setting. */
const VARIABLES: Readonly<Record<string, string>> = {
  'clickhouse.url': 'CLICKHOUSE_URL',
  'clickhouse.user': 'CLICKHOUSE_USER',
  'clickhouse.password': 'CLICKHOUSE_PASSWORD',
  'clickhouse.cluster': 'CLICKHOUSE_CLUSTER',
  'kafka.brokers': 'KAFKA_BROKERS',
  'retention.uses': 'LIFESPAN_KEEP_USES',
  'retention.rejected': 'LIFESPAN_KEEP_REJECTED',
}

/** What only a file can say: it is more than one text. */
const IN_FILES_ALONE: readonly string[] = [
  'people',
  'policy.issuers',
  'alerts.endpoints',
  'alerts.routes',
  'alerts.default_to',
  'alerts.maintenance',
  'alerts.allow',
]

/** The environment variable that says a setting; null where none can. */
export function variableOf(path: readonly string[]): string | null {
  const name = path.join('.')
  if (IN_FILES_ALONE.includes(name)) return null
  return VARIABLES[name] ?? `LIFESPAN_${path.join('_').toUpperCase()}`
}

/** What is shown to nobody. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set([
  'alerts.signing_keys',
  'clickhouse.password',
  'ingest.token',
  'kafka.sasl.password',
  'kafka.tls.key',
  'key',
  'otlp_kafka.sasl.password',
  'otlp_kafka.tls.key',
])

/** Whether what stands at a path is shown to nobody. */
export const isSecretSetting = (name: string): boolean => SECRET_SETTINGS.has(name) || SECRET_OF_ENDPOINT.test(name)

/** The policy that is configured. */
export function policyOf({ policy: said }: Config): Policy {
  const { default: graceDefault, ...kinds } = said.grace
  const { '*': others, ...issuers } = said.issuers
  return canonical({
    grace: Object.fromEntries(
      Object.entries(kinds).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
    graceDefault,
    issuers: Object.entries(issuers).map(([match, each]) => ({ match, ...stated(each) })),
    issuerDefault: { ...DEFAULT_POLICY.issuerDefault, ...stated(others ?? {}) },
    unknownExpiry: said.unknown_expiry,
    ownerGrace: said.owner_grace,
    chainDepth: said.chain_depth,
  })
}

/** Without what is not said. */
function stated(said: z.output<typeof issuer>): Partial<IssuerPolicy> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

/** The owners that stand in the configuration itself; null where it names a file, or nobody. */
export function ownersIn({ owners, people }: Config): OwnersFile | null {
  if (typeof owners === 'string' || (owners ?? people) === undefined) return null
  return { owners: owners ?? [], people: people ?? [] }
}
