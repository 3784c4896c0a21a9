import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/** A file of this repository, as text. */
export const fileOf = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

const Size = z.string().regex(/^\d+[mg]$/)
const Span = z.string().regex(/^\d+[sm]$/)
const Text = z.string().min(1)

/** Every service says all that has no question mark behind it; what is not named here Compose may know, and we do not use. */
const Service = z.strictObject({
  image: z.string().regex(/^[\w./-]+(:[\w.-]+)?$/),
  build: z.strictObject({ context: z.literal('.'), target: Text }).optional(),
  profiles: z.array(z.enum(['alerts', 'grafana'])).optional(),
  user: Text.optional(),
  command: z.array(Text).optional(),
  environment: z.record(Text, Text).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[\w./-]+:\/[\w./-]+(:ro)?$/)).optional(),
  secrets: z.array(z.union([Text, z.strictObject({ source: Text, target: Text })])).optional(),
  ulimits: z.strictObject({ nofile: z.int() }).optional(),
  depends_on: z.record(Text, z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  init: z.literal(true).optional(),
  read_only: z.literal(true).optional(),
  tmpfs: z.array(Text).optional(),
  cap_drop: z.array(z.literal('ALL')).optional(),
  stop_grace_period: Span.optional(),
  restart: z.literal('unless-stopped'),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': Size, 'max-file': Text }),
  }),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD'), Text], Text),
    interval: Span,
    timeout: Span,
    retries: z.int().positive(),
    start_period: Span,
  }),
  deploy: z.strictObject({
    replicas: z.int().positive().optional(),
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string().regex(/^\d+(\.\d+)?$/), memory: Size }),
    }),
  }),
})

/** Top-level names that begin with `x-` are for whoever writes the file. */
const Compose = z.strictObject({
  name: Text,
  services: z.record(Text, Service),
  volumes: z.record(Text, z.null()),
  secrets: z.record(Text, z.strictObject({ file: Text })),
})

export type Service = z.output<typeof Service>

/** `docker-compose.yml`, read as strictly as we write it. */
export function readCompose() {
  const read = parse(fileOf('docker-compose.yml'), { merge: true, strict: true }) as Record<string, unknown>
  return Compose.parse(Object.fromEntries(Object.entries(read).filter(([name]) => !name.startsWith('x-'))))
}

/** A secret as a service mounts it. */
export function secretsOf({ secrets = [] }: Service) {
  return secrets.map((one) => (typeof one === 'string' ? { source: one, target: `/run/secrets/${one}` } : one))
}

/** What a service mounts: names of volumes, and files by a path that begins with a dot. */
export function mountsOf({ volumes = [] }: Service) {
  return volumes.map((one) => {
    const [source = '', target = ''] = one.split(':')
    return { source, target }
  })
}
