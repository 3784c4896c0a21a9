import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { unreached } from '../../cli/system/unreached.ts'
import { Fault } from '../../clickhouse/fault.ts'
import { loadSettings } from '../../cli/config/settings.ts'
import { parseArguments } from '../../fleet/arguments.ts'
import { Config, PORTS, variableOf } from '../../schemas/config.ts'
import { settingsOf } from '../../schemas/shape.ts'
import { fileOf, mountsOf, readCompose, secretsOf, type Service } from './compose.ts'
import { readStages } from './dockerfile.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const { services, volumes, secrets } = readCompose()
const all = Object.entries(services)
const ours = all.filter(([, { build }]) => build !== undefined)
const configured = ours.filter(([, { environment = {} }]) => 'LIFESPAN_CONFIG' in environment)

/** Where `deploy/secrets.sh` has made secrets. */
let made: string
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'lifespan-secrets-'))
  await cp(join(ROOT, 'deploy/secrets.sh'), join(made, 'secrets.sh'))
  await cp(join(ROOT, 'deploy/secrets/.gitignore'), join(made, 'secrets/.gitignore'))
  await run('sh', [join(made, 'secrets.sh')])
})
afterAll(() => rm(made, { recursive: true, force: true }))

const secret = async (name: string) => (await readFile(join(made, 'secrets', name), 'utf8')).trim()

describe('docker-compose.yml', () => {
  test.each(all)('%s has an image of a version, or one that is built of a stage of the Dockerfile', (_, service) => {
    const { image, build } = service
    const isBuilt = build !== undefined && readStages().get(build.target)?.entrypoint[0] === 'node'
    expect(isBuilt || /:v?\d+\.\d+\.\d+/.test(image)).toBe(true)
  })

  test.each(all)('%s is not root', (_, { user, build }) => {
    const as = user ?? readStages().get(build!.target)!.user
    expect(as).not.toMatch(/^(root|0)(:|$)/)
  })

  test.each(ours)('%s writes nothing, has no rights, and is told of signals', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true })
  })

  test.each(all)('%s waits for services that say whether they are well', (_, { depends_on: waits = {}, profiles }) => {
    // One that is not started by default can't be waited for by one that is.
    for (const name of Object.keys(waits)) expect([undefined, profiles]).toContainEqual(services[name]!.profiles)
  })

  test.each(all)('%s mounts what is there', (_, service) => {
    const isThere = (source: string) => (source.startsWith('.') ? existsSync(join(ROOT, source)) : source in volumes)
    expect(mountsOf(service).filter(({ source }) => !isThere(source))).toEqual([])
    expect(secretsOf(service).filter(({ source }) => !(source in secrets))).toEqual([])
  })

  test('has no volume and no secret that nobody mounts', () => {
    const mounted = all.flatMap(([, service]) => mountsOf(service).map(({ source }) => source))
    const read = all.flatMap(([, service]) => secretsOf(service).map(({ source }) => source))
    expect(Object.keys(volumes).filter((name) => !mounted.includes(name))).toEqual([])
    expect(Object.keys(secrets).filter((name) => !read.includes(name))).toEqual([])
  })
})

describe('what our services are configured with', () => {
  const known = new Set(['LIFESPAN_CONFIG', ...settingsOf(Config).map(({ path }) => variableOf(path))])

  test.each(ours)('%s has no variable that we do not know', (_, { environment = {} }) => {
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([])
  })

  test.each(configured)('%s is taken, and its secrets are its own', async (_, service) => {
    const file = mountsOf(service).find(({ target }) => target === service.environment!['LIFESPAN_CONFIG'])!.source
    const text = fileOf(file)
    const referred = [...text.matchAll(/\$\{file:(.*?)\}/g)].map(([, path]) => path!)
    expect(referred.toSorted()).toEqual(
      secretsOf(service)
        .map(({ target }) => target)
        .toSorted(),
    )

    const path = join(made, 'lifespan.yaml')
    await writeFile(path, text.replaceAll('/run/secrets', join(made, 'secrets')))
    const settings = await loadSettings({}, { ...service.environment, LIFESPAN_CONFIG: path })
    expect(settings).toMatchObject({ listen: '0.0.0.0', key: await secret('lifespan_key') })
    expect(settings.kafka!.access.brokers).toEqual(['kafka:9092'])
    expect([undefined, await secret('clickhouse_password')]).toContain(settings.clickhouse?.password)
  })

  test('the log is the same for all of them', () => {
    const log = ({ environment = {} }: Service) =>
      Object.entries(environment).filter(([name]) => name.includes('KAFKA'))
    expect(log(services['collector']!)).toEqual(log(services['correlator']!))
  })

  test('each is asked for its health where it serves', () => {
    const asked = (name: string) => services[name]!.healthcheck.test.join(' ')
    expect(asked('collector')).toContain(`127.0.0.1:${PORTS.otlp_http}/readyz`)
    expect(asked('correlator')).toContain(`127.0.0.1:${PORTS.probes}/readyz`)
  })

  test('the fleet understands its arguments, and speaks to the collector', () => {
    const { endpoint } = parseArguments([...services['fleet']!.command!], Date.now())
    expect(endpoint).toBe(`http://collector:${PORTS.otlp_http}`)
  })

  test('Prometheus asks both kinds for their measures', () => {
    const { scrape_configs: jobs } = parse(fileOf('deploy/prometheus/prometheus.yml')) as {
      readonly scrape_configs: readonly { readonly dns_sd_configs: readonly { names: string[]; port: number }[] }[]
    }
    const targets = jobs.flatMap(({ dns_sd_configs: found }) => found.map(({ names, port }) => [names[0], port]))
    expect(targets).toEqual([
      ['collector', PORTS.otlp_http],
      ['correlator', PORTS.probes],
    ])
  })
})

test("ClickHouse grants Lifespan's user what we would ask for", () => {
  const refused = new Fault('CLICKHOUSE_REFUSED', 'query: answered Code 497 (ACCESS_DENIED): have the grant SELECT.')
  const asked = unreached(refused, 'clickhouse', 'lifespan')!.todo.split('; ')
  const granted = fileOf('deploy/clickhouse/users.xml')
  const wanted = asked.map((grant) => `<query>${grant.replace(' TO `lifespan`', '')}</query>`)
  expect(wanted.filter((grant) => !granted.includes(grant))).toEqual([])
  expect(wanted.length).toBeGreaterThan(3)
})

describe('deploy/secrets.sh', () => {
  test('makes every secret, behind a door that only its owner opens', async () => {
    const files = Object.values(secrets).map(({ file }) => file.replace('./deploy/secrets/', ''))
    expect((await readdir(join(made, 'secrets'))).toSorted()).toEqual(['.gitignore', ...files].toSorted())
    expect((await stat(join(made, 'secrets'))).mode & 0o777).toBe(0o700)
    for (const file of files) expect((await stat(join(made, 'secrets', file))).mode & 0o777).toBe(0o644)
  })

  test('makes each anew for whoever asks first, and then leaves it', async () => {
    const before = await secret('lifespan_key')
    expect(before).toMatch(/^[0-9a-f]{64}$/)
    expect(await secret('clickhouse_password')).not.toBe(before)
    await run('sh', [join(made, 'secrets.sh')])
    expect(await secret('lifespan_key')).toBe(before)
  })
})
