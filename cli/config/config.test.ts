import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { HOUR, MINUTE } from '../../schemas/time.ts'
import { policyVersion } from '../system/policy.ts'
import { jsonOf, yamlOf } from './print.ts'
import { rowsOf } from './rows.ts'
import { configured, loadSettings, type ConfigFlags } from './settings.ts'

const directory = mkdtempSync(join(tmpdir(), 'lifespan-config-'))
const config = join(directory, 'l.yaml')
afterAll(() => rmSync(directory, { recursive: true }))

function written(text: string | Uint8Array, name = 'l.yaml'): string {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}

const load = (text: string | Uint8Array, environment = {}, flags: ConfigFlags = {}) =>
  loadSettings({ ...flags, config: written(text) }, environment)

async function problemsOf(text: string | Uint8Array, environment = {}): Promise<string[]> {
  const { merged } = await configured({ config: written(text) }, environment)
  return merged.read.kind === 'bad' ? merged.read.problems.map((line) => line.replaceAll(config, 'l')) : []
}

describe('what a command goes by', () => {
  test('is flag, then environment, then file, then default', async () => {
    const text = 'data: of-file\nports: { otlp_http: 1, otlp_grpc: 2 }\npolicy: { grace: { vm: 1h, ci_job: 2h } }\n'
    const environment = { LIFESPAN_PORTS_OTLP_HTTP: '3', LIFESPAN_POLICY_GRACE_VM: '3h' }
    const settings = await load(text, environment, { otlpPort: 0, data: '/of-flag' })
    expect(settings.data).toBe('/of-flag')
    expect(settings.ports).toEqual({
      otlp_http: { port: 0, named: false },
      otlp_grpc: { port: 2, named: true },
      clickhouse_http: { port: 8123, named: false },
      clickhouse_tcp: { port: 9000, named: false },
      probes: { port: 9464, named: false },
    })
    expect(settings.policy.grace).toEqual({ vm: 3 * HOUR, ci_job: 2 * HOUR })
    expect((await load(text)).data).toBe(join(directory, 'of-file'))
    expect(await load('')).toMatchObject({
      data: null,
      clickhouse: null,
      owners: null,
      retention: {},
      saysPolicy: true,
    })
  })

  test('is a text, be it written as a number', async () => {
    expect((await load('data: 5\n')).data).toBe(join(directory, '5'))
  })

  test('says no policy where there is neither a file nor a variable that does', async () => {
    expect((await loadSettings({}, {})).saysPolicy).toBe(false)
    expect((await loadSettings({}, { LIFESPAN_POLICY_CHAIN_DEPTH: '4' })).saysPolicy).toBe(true)
  })

  test('is as strict with the environment, which it names', async () => {
    const environment = { LIFESPAN_POLICY_OWNER_GRACE: '60', LIFESPAN_DATA: '', CLICKHOUSE_URL: 'localhost' }
    await expect(loadSettings({}, environment)).rejects.toThrow(
      [
        'the configuration is not taken:',
        'LIFESPAN_DATA: data is empty',
        'CLICKHOUSE_URL: clickhouse.url is no address: one looks like http://127.0.0.1:8123',
        'LIFESPAN_POLICY_OWNER_GRACE: policy.owner_grace is 60 of what? Write 60s, 60m, 60h or 60d',
      ].join('\n'),
    )
    expect(await loadSettings({}, { LIFESPAN_POLICY_OWNER_GRACE: '', CLICKHOUSE_USER: 'x' })).toMatchObject({
      clickhouse: null,
      policy: DEFAULT_POLICY,
    })
  })

  test('keeps things for days, in the environment without saying so, or for ever', async () => {
    const kept = async (environment: object) => (await loadSettings({}, { ...environment })).retention
    expect(await kept({})).toEqual({})
    expect(await kept({ LIFESPAN_KEEP_USES: '90', LIFESPAN_KEEP_REJECTED: 'forever' })).toEqual({
      uses: 90,
      rejected: 0,
    })
    expect(await kept({ LIFESPAN_KEEP_USES: '' })).toEqual({})
    for (const text of ['6', '10001', '-1', '0', 'never', ' 90', '90h'])
      await expect(kept({ LIFESPAN_KEEP_USES: text })).rejects.toThrow(/LIFESPAN_KEEP_USES: .* 7d, 400d .* forever/)
    expect(await problemsOf('retention: { uses: 90 }')).toEqual([expect.stringContaining('l:1:20: retention.uses')])
  })
})

describe('tokens for pushing', () => {
  const token = 'a-token-of-somebody'

  test('are one or several, from the environment or a file', async () => {
    written(`${token}\n${token}-2\n`, 'tokens')
    expect((await load('')).ingestTokens).toEqual([])
    expect((await load('', { LIFESPAN_INGEST_TOKEN: token })).ingestTokens).toEqual([token])
    expect((await load("ingest: { token: '${file:tokens}' }")).ingestTokens).toEqual([token, `${token}-2`])
  })

  test.each([' ', 'short', `${token} short`, `${token}"`, 'ä'.repeat(20), 'x'.repeat(513)])(
    '%j is refused, and not repeated',
    async (text) => {
      const [problem, ...others] = await problemsOf('', { LIFESPAN_INGEST_TOKEN: text })
      expect([problem, others]).toEqual([
        expect.stringMatching(/^LIFESPAN_INGEST_TOKEN: ingest.token is (no token|empty)/),
        [],
      ])
      expect(problem!.includes(text) && text.trim() !== '').toBe(false)
    },
  )
})

test.each([
  ['http://collector.example:4318', []],
  ['https://user:hush@[::1]/v1/traces', []],
  ['collector:4318', ['is no address: one looks like http://collector.example:4318']],
  ['http://a/b?c', ['is no address: one looks like http://collector.example:4318']],
  ['http://a:65536/b', ['names a port beyond 65535']],
])('own traces may go to an address: %s', async (endpoint, wrong) => {
  const problems = await problemsOf(`traces: { endpoint: "${endpoint}" }`)
  expect(problems).toEqual(wrong.map((what) => `l:1:21: traces.endpoint ${what}`))
})

test('a ClickHouse of the user may be one of a cluster', async () => {
  const environment = { CLICKHOUSE_URL: 'http://there:1' }
  expect((await load('', environment)).cluster).toBeNull()
  expect((await load('', { ...environment, CLICKHOUSE_CLUSTER: 'main' })).cluster).toBe('main')
})

describe('a reference', () => {
  test('stands for a variable or a file beside the configuration', async () => {
    written('hush\n', 'secret')
    const text = "clickhouse: { url: 'http://${env:HOST}:1', user: '${env:WHO}', password: '${file:secret}' }\n"
    const settings = await load(text, { HOST: 'there', WHO: 'me' })
    expect(settings.clickhouse).toEqual({ url: 'http://there:1', user: 'me', password: 'hush' })
  })

  test.each([
    ["'${file:missing}'", 'cannot read missing (ENOENT)'],
    ["'${file:.}'", '. is no file'],
    ["'${env:UNSET}'", 'the environment has no UNSET'],
    ["'${UNSET}'", '${UNSET} is no reference: one is ${env:NAME} or ${file:PATH}'],
  ])('%s is refused, and says why', async (value, words) => {
    expect(await problemsOf(`clickhouse: { url: 'http://a', password: ${value} }`)).toEqual([
      `l:1:42: clickhouse.password: ${words}`,
    ])
  })

  test('is never shown with what it stands for', async () => {
    written('ftp://hush', 'secret')
    expect((await problemsOf("clickhouse: { url: '${file:secret}' }")).join()).not.toContain('hush')
  })
})

describe('a bad configuration', () => {
  test.each<[string, string | Uint8Array, string[]]>([
    ['a misspelt name', 'polcy: {}\n', ['l:1:1: there is no polcy here: did you mean policy?']],
    ['camel case', 'policy: { ownerGrace: 1d }', ['l:1:11: there is no ownerGrace here: did you mean owner_grace?']],
    ['a bare number', 'policy:\n  grace:\n    vm: 300\n', ['l:3:9: policy.grace.vm is 300 of what?']],
    ['a name that is there twice', 'data: a\ndata: b\n', ['l:2:1: data is there twice']],
    ['an alias', 'data: *x\n', ['l:1:7: a bare * begins an alias']],
    ['an anchor', 'data: &x y\n', ['l:1:10: a bare & begins an anchor']],
    ['a tag', 'data: !!int 5\n', ['l:1:13: a bare ! begins a tag']],
    ['a tab', 'policy:\n\tgrace: {}\n', ['l:2:1: Tabs are not allowed']],
    ['a list', '- a\n', ['l:1:1: holds no settings']],
    ['a text', 'hello\n', ['l:1:1: holds no settings']],
    ['deep nesting', `a: ${'['.repeat(50)}`, ['l:1:20: is nested too deeply']],
    ['a byte that is no UTF-8', Buffer.from('data: a\n# caf\xe9\n', 'latin1'), ['l:2:6: is not UTF-8']],
    ['a text for a map', 'policy: x\n', ['l:1:9: policy has parts']],
    ['a list for a text', 'data: [a]\n', ['l:1:7: data is a list']],
    ['a yes', 'policy: { issuers: { a: { cascades: yes } } }', ['l:1:37: policy.issuers.a.cascades is neither true']],
    ['two stars', "policy: { issuers: { 'a**': {} } }", ['l:1:22: policy.issuers.a** is no glob']],
    ['an account', "policy: { issuers: { '111122223333': {} } }", ['matches no issuer: this one is called aws']],
    ['capitals', 'policy: { issuers: { AWS: {} } }', ['l:1:22: policy.issuers.AWS matches no issuer: write aws']],
    ['a depth of 0', 'policy: { chain_depth: 0 }', ['l:1:24: policy.chain_depth is no whole number from 1 to 11']],
    ['a port of 65536', 'ports: { otlp_http: 65536 }', ['l:1:21: ports.otlp_http is no whole number']],
    [
      'a port for two',
      'ports: { otlp_http: 4318, otlp_grpc: 4318 }',
      ['l:1:38: ports.otlp_grpc is 4318, as ports.otlp_http'],
    ],
    ['a second document', 'data: a\n---\ndata: b\n', ['l:2:1: a second document begins here, and one is read: ']],
    ['a document behind an end', 'data: a\n...\nx: b\n', ['l:3:1: a second document begins here']],
    ['a user of nothing', 'clickhouse: { user: a }', ['l:1:21: clickhouse.user is of which ClickHouse?']],
    ['a cluster of nothing', 'clickhouse: { cluster: a }', ['l:1:24: clickhouse.cluster is of which ClickHouse?']],
    [
      'a cluster of no name',
      "clickhouse: { url: 'http://a', cluster: \"a'b\" }",
      ['l:1:41: clickhouse.cluster is no name of a cluster'],
    ],
    [
      'people beside a file',
      'owners: a\npeople: [{ owner: b, departed: 2026-01-01 }]',
      ['l:2:9: people stands in the'],
    ],
    [
      'a bad line of owners',
      'owners: [{ match: a, owner: b, frm: 2026-01-01 }]',
      ['l:1:32: there is no frm here: did you mean from?'],
    ],
    ['a prototype', '__proto__: { a: b }\n', ['l:1:1: there is no __proto__ here']],
    ['several things', 'data: []\nx: 1\nports: { otlp_http: no }\n', ['l:1:7', 'l:3:21', 'l:2:1']],
  ])('%s is told with its place', async (_, text, expected) => {
    const problems = await problemsOf(text)
    expect(problems).toHaveLength(expected.length)
    problems.forEach((problem, n) => expect(problem).toContain(expected[n]))
  })

  test('may name any free port twice, and of ports that nobody listens at the same', async () => {
    expect(await problemsOf('ports: { otlp_http: 0, otlp_grpc: 0 }')).toEqual([])
    const ports = 'ports: { otlp_http: 9000, clickhouse_tcp: 9000 }'
    expect(await problemsOf(`clickhouse: { url: 'http://a' }\n${ports}`)).toEqual([])
    expect(await problemsOf(ports)).toHaveLength(1)
    expect(await problemsOf('ports: { otlp_http: 4318 }', { LIFESPAN_PORTS_OTLP_GRPC: '4318' })).toEqual([
      'LIFESPAN_PORTS_OTLP_GRPC: ports.otlp_grpc is 4318, as ports.otlp_http is: give each one of its own',
    ])
  })

  test('of very many mistakes tells a hundred', async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `k${n}: 1\n`).join('')
    expect(await problemsOf(many)).toEqual(expect.arrayContaining(['… and 4900 more']))
  })

  test('may be empty, begin with a byte order mark, or be nothing but comments', async () => {
    for (const text of ['', '\uFEFFdata: x\n', '# nothing\n', 'policy:\nports: ~\n'])
      expect(await problemsOf(text)).toEqual([])
  })

  test('is one that can not be read', async () => {
    await expect(loadSettings({ config: join(directory, 'none') }, {})).rejects.toThrow('ENOENT: there is no such file')
    await expect(loadSettings({ config: directory }, {})).rejects.toThrow('EISDIR: it is a directory')
    await expect(loadSettings({ config: '/dev/zero' }, {})).rejects.toThrow('is larger than 10 MiB')
    await expect(loadSettings({ config: '' }, {})).rejects.toThrow('has an empty name')
  })
})

describe('owners in the configuration', () => {
  test('are read as those of a file of their own, or named', async () => {
    const within = await load('owners: [{ match: a, owner: b }]\npeople: [{ owner: b, departed: 2026-01-01 }]\n')
    const read = await within.owners!.load()
    expect(read).toMatchObject({ kind: 'good', value: { owners: [{ match: 'a', owner: 'b', from: 1 }] } })
    written('match,owner\na,b\n', 'o.csv')
    const named = await load('owners: o.csv\n')
    expect(named.owners).toMatchObject({ path: join(directory, 'o.csv') })
    expect(await named.owners!.load()).toMatchObject({ kind: 'good', value: { people: [] } })
  })

  test('give way, people and all, to a file that a flag names', async () => {
    const settings = await load('people: [{ owner: b, departed: 2026-01-01 }]\n', {}, { owners: '/o.yaml' })
    expect(settings.owners).toMatchObject({ path: '/o.yaml' })
  })
})

describe('what is printed', () => {
  const printed = async (text: string, environment = {}) =>
    rowsOf(await configured({ config: written(text) }, environment))

  test('means the same when it is read again, and changes no more', async () => {
    const text = `data: d
ports: { otlp_http: 0 }
owners: [{ match: 'a: #*', owner: "b" }]
retention: { uses: 90 days }
policy: { grace: { vm: 15 min, pod: 10s }, issuers: { 'https://x/*': { propagation: 0s }, aws: { overhang: 2h } } }
`
    const before = await load(text)
    const once = yamlOf(await printed(text)).join('\n')
    const after = await load(once)
    expect({ ...after, owners: null, file: null }).toEqual({ ...before, owners: null, file: null })
    expect(await after.owners!.load()).toEqual({
      kind: 'good',
      value: { owners: [{ match: 'a: #*', owner: 'b', kind: 'person', from: 1, until: null }], people: [] },
    })
    const plain = (lines: readonly string[]) => lines.map((line) => line.replace(/ +# .*/, ''))
    expect(plain(yamlOf(await printed(once)))).toEqual(plain(once.split('\n')))
  })

  test('of nothing said is the defaults, and says nothing that would bind more than they do', async () => {
    const text = yamlOf(rowsOf(await configured({}, {}))).join('\n')
    expect(text).toContain('  # otlp_http: 4318')
    expect(text).toMatch(/^ {4}vm: 5m +# default$/m)
    expect(await load(text)).toMatchObject({ data: null, retention: {}, policy: DEFAULT_POLICY, clickhouse: null })
    expect(policyVersion((await load(text)).policy)).toBe(policyVersion(DEFAULT_POLICY))
  })

  test('names who says what, and no secret', async () => {
    const text = "clickhouse: { url: 'http://u:hush@h:1', user: u, password: hush }\npolicy: { owner_grace: 2h }\n"
    const rows = await printed(text, { LIFESPAN_POLICY_CHAIN_DEPTH: '4' })
    const yaml = yamlOf(rows).join('\n').replaceAll(config, 'l')
    expect(yaml + rows.map(jsonOf).join()).not.toContain('hush')
    expect(yaml).toMatch(/^ {2}# password: \*+ +# l:1:60, masked$/m)
    expect(yaml).toMatch(/^ {2}owner_grace: 2h +# l:2:24$/m)
    expect(yaml).toMatch(/^ {2}chain_depth: 4 +# LIFESPAN_POLICY_CHAIN_DEPTH$/m)
    expect(await problemsOf(yaml)).toEqual([])
    const fromEnvironment = await printed('', { CLICKHOUSE_URL: 'http://h', CLICKHOUSE_PASSWORD: 'hush' })
    const pushing = await printed('ingest: { token: hush-hush-hush-hush }')
    expect(yamlOf(pushing).join('\n') + pushing.map(jsonOf).join()).not.toContain('hush')
    expect(yamlOf(fromEnvironment).join('\n')).toMatch(
      /^ {2}password: "\$\{env:CLICKHOUSE_PASSWORD\}" +# CLICKHOUSE_PASSWORD$/m,
    )
  })
})

test('the version of a policy is of what it says, not of how it is written', async () => {
  const one = await load(
    'policy: { grace: { vm: 15m, pod: 1h }, issuers: { a: { overhang: 60s }, b: { lateness: 1m } } }',
  )
  const other = await load(
    'policy: { issuers: { b: { lateness: 60s }, a: { overhang: 1 min } }, grace: { pod: 60m, vm: 15 min } }',
  )
  expect(policyVersion(one.policy)).toBe(policyVersion(other.policy))
  expect(one.policy.grace).toMatchObject({ vm: 15 * MINUTE })
  expect(policyVersion((await load('policy: { chain_depth: 4 }')).policy)).not.toBe(policyVersion(DEFAULT_POLICY))
})
