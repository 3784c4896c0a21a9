import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GRANTED, PASSWORD, startForeign, type Foreign } from './foreign-server.ts'
import { lifespan, type Env } from './lifespan.ts'

const directory = mkdtempSync(join(tmpdir(), 'lifespan-e2e-'))
const SECRET = 'nonsense-7c1f'
let foreign: Foreign
/** What stands at a port in place of a ClickHouse. */
const strangers: { close(): unknown }[] = []

beforeAll(async () => {
  foreign = await startForeign(directory)
})
afterAll(async () => {
  for (const stranger of strangers) stranger.close()
  await foreign.kill()
  rmSync(directory, { recursive: true })
})

async function portOf(server: Server): Promise<number> {
  strangers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A web server that says the same to everybody. */
const saying = async (status: number, text: string) =>
  `http://127.0.0.1:${await portOf(createServer((_, response) => response.writeHead(status).end(text)))}`

/** A certificate that nobody knows, of localhost: the files of it and of its key. */
function certificate(): readonly [cert: string, key: string] {
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')]
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2', '-nodes']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  execFileSync('openssl', ['req', '-x509', ...kind, ...about, '-out', cert, '-keyout', key], { stdio: 'pipe' })
  return [cert, key]
}

/** TLS before the foreign server, as a proxy has it: its port, and the file of its certificate. */
async function withTls(): Promise<readonly [port: number, cert: string]> {
  const [cert, key] = certificate()
  const proxy = createTls({ cert: readFileSync(cert), key: readFileSync(key) }, (client) => {
    const server = connect(Number(new URL(foreign.url).port), '127.0.0.1')
    client.on('error', () => server.destroy()).pipe(server)
    server.on('error', () => client.destroy()).pipe(client)
  })
  return [await portOf(proxy), cert]
}

/** Starts `up`, which can't be: what it says of that, in one line. */
async function refused(env: Env): Promise<string> {
  const data = join(directory, 'data')
  const { code, stdout, stderr } = await lifespan(['up', '--data', data, '--otlp-port', '0'], undefined, env)
  expect([code, stdout]).toEqual([2, ''])
  for (const secret of [SECRET, PASSWORD, encodeURIComponent(PASSWORD)]) expect(stderr).not.toContain(secret)
  expect(stderr).toMatch(/^lifespan up: [^\n]*\n$/)
  return stderr.slice('lifespan up: '.length).trim()
}

const at = (url: string) => refused({ CLICKHOUSE_URL: url })
const hostIn = (url: string) => new URL(url).host

describe('a start on a ClickHouse that does not take us says what, where and what to do', () => {
  test.each([
    ['a wrong password', 'boss'],
    ['an unknown user', 'nobody'],
  ])('%s', async (_, user) => {
    const said = await refused({ ...foreign.env(), CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: SECRET })
    expect(said).toContain(`ClickHouse at ${hostIn(foreign.url)} knows no user ${user} with this password: `)
    expect(said).toContain('CLICKHOUSE_PASSWORD')
  })

  test('a wrong password in the address', async () => {
    const said = await at(foreign.url.replace('//', `//boss:${SECRET}@`))
    expect(said).toContain(`ClickHouse at ${hostIn(foreign.url)} knows no user boss with this password: `)
  })

  test('a user who may make no databases, and what to grant: that is enough', async () => {
    const said = await refused(foreign.env('guest'))
    expect(said).toMatch(/^ClickHouse at \S+ does not grant the user guest CREATE DATABASE ON lifespan\.\*: GRANT /)
    expect(said.slice(said.indexOf('GRANT '))).toBe(GRANTED.map((right) => `GRANT ${right} TO \`guest\``).join('; '))
    const env = foreign.env('granted')
    const data = join(directory, 'granted')
    const ingested = await lifespan(['ingest', '-', '--data', data], 'x\n', env)
    expect(ingested).toMatchObject({ code: 1, stdout: expect.stringContaining('1 received') as string })
    for (const question of [['verify'], ['findings', '--as-of', '2026-01-01'], ['query', 'account']])
      expect(await lifespan([...question, '--data', data], undefined, env)).toMatchObject({ code: 0 })
  }, 120_000)

  test('a user who may only read', async () => {
    expect(await refused(foreign.env('reader'))).toMatch(/lets the user reader only read \(readonly\): name .* who may/)
  })

  test.each([
    [404, '<html>\n<h1>Not Found</h1>\n</html>'],
    [200, '<html>\nHello\n</html>'],
    [200, '{"ok":true}'],
    [200, ''],
    [502, 'Bad Gateway'],
  ])('something else that speaks HTTP: %i %j', async (status, text) => {
    const url = await saying(status, text)
    expect(await at(url)).toContain(`what answers at ${hostIn(url)} is no ClickHouse (`)
  })

  test('a version that is too old', async () => {
    const url = await saying(200, '[\n{"version":"24.3.1.2672"}\n]\n')
    expect(await at(url)).toBe(`ClickHouse 24.3.1.2672 at ${hostIn(url)} is too old: upgrade it to 26.3 or newer`)
  })

  test.each([
    ['http://nowhere.invalid:8123', /^nobody knows the host of nowhere\.invalid:8123 \(.*\): .*CLICKHOUSE_URL/],
    ['http://127.0.0.1:9', /^no answer from ClickHouse at 127\.0\.0\.1:9 \(.*ECONNREFUSED.*\): is it up, .*8123/],
  ])('nobody at %s', async (url, words) => {
    expect(await at(url)).toMatch(words)
  })

  test.each(['http://a b', 'tcp://127.0.0.1:9000', `http://u:${SECRET}@a:1/path`, 'http://a:70000'])(
    'what is no address: %s',
    async (url) => {
      const { code, stderr } = await lifespan(['findings'], undefined, { CLICKHOUSE_URL: url })
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/\nCLICKHOUSE_URL: clickhouse\.url (is no|names) .*\n$/),
      ])
      expect(stderr).not.toContain(SECRET)
    },
  )
})

describe('TLS', () => {
  test('is trusted by NODE_EXTRA_CA_CERTS, and what is amiss is said', async () => {
    const [port, cert] = await withTls()
    const url = `https://localhost:${port}`
    expect(await at(url)).toMatch(
      /^the certificate of localhost:\d+ is not trusted \(.*\): set NODE_EXTRA_CA_CERTS to /,
    )
    expect(await at(`http://localhost:${port}`)).toMatch(/^what listens at \S+ breaks off .*https:\/\//)
    expect(await at(foreign.url.replace('http:', 'https:'))).toMatch(/speaks no TLS: .*8443.*http:\/\//)
    const trusting = { NODE_EXTRA_CA_CERTS: cert }
    expect(await refused({ ...trusting, CLICKHOUSE_URL: `https://127.0.0.1:${port}` })).toContain("is another host's (")
    const env = { ...foreign.env(), ...trusting, CLICKHOUSE_URL: url }
    const data = join(directory, 'tls')
    const { stdout } = await lifespan(['ingest', cert, '--data', data], undefined, env)
    expect(stdout).toContain('received')
    const { stdout: examined } = await lifespan(['doctor', '--data', data], undefined, env)
    expect(examined).toMatch(/^ok +server +localhost:\d+: ClickHouse 2\d\.\d+.* answers$/m)
  }, 120_000)

  test('a user and a password may stand in the address, which is shown without them', async () => {
    const url = foreign.url.replace('//', `//boss:${encodeURIComponent(PASSWORD)}@`)
    const data = join(directory, 'url')
    const { code, stdout, stderr } = await lifespan(['ingest', '-', '--data', data], 'x\n', { CLICKHOUSE_URL: url })
    expect([code, stdout]).toEqual([1, expect.stringContaining('1 received')])
    expect(stderr).toContain(`data: ClickHouse at ${hostIn(foreign.url)} (CLICKHOUSE_URL)`)
    expect(stderr + stdout).not.toContain('hunter2')
  })
})
