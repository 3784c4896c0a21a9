import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type ClickHouse } from '../../clickhouse/client.ts'
import { listQueries, type Query } from '../../queries/catalogue.ts'
import { listFindings } from '../../queries/findings.ts'
import { runQuery } from '../../queries/run.ts'
import { viewNames } from '../../queries/views.ts'
import type { Secrets } from '../../cli/system/data-directory.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { ask } from './asking.ts'
import { UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { PASSWORD, startForeign, type Foreign } from './foreign-server.ts'
import { lifespan, start, type Ended, type Running } from './lifespan.ts'

const ROLE = 'arn:aws:iam::111122223333:role/web'
const OWNERS = `owners:
  - { match: '${ROLE}', owner: ann, from: 2024-01-01, until: 2024-03-01T10:25:00Z }
  - { match: '*:role/*', owner: bob, from: 2023-02-01 }
people: [{ owner: bob, departed: 2024-02-15 }]
`
/** What questions need to be given. */
const GIVEN: Readonly<Record<string, string>> = {
  credential: USED_KEY,
  identity: ROLE,
  workload: 'i-0aaaaaaaaaaaaaaa2',
}
/** Their answers count the seconds up to the moment of asking. */
const BY_THE_CLOCK = ['source-silence']

type Side = 'ours' | 'theirs'
let directory = ''
let foreign: Foreign
let ups: Readonly<Record<Side, Running>>
let analysts: Readonly<Record<Side, ClickHouse>>
let writers: Readonly<Record<Side, ClickHouse>>
const dataOf = (side: Side) => join(directory, side)

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lifespan-e2e-'))
  await writeDeliveries(join(directory, 'logs'))
  await writeFile(join(directory, 'logs', 'bad.json'), '{"x":1}\n{"y":2}\n')
  await writeFile(join(directory, 'owners.yaml'), OWNERS)
  foreign = await startForeign(join(directory, 'server'))
  const ours = await start('up', dataOf('ours'))
  // Under the same keys events are in the same order.
  await mkdir(dataOf('theirs'))
  await cp(join(dataOf('ours'), 'secrets.json'), join(dataOf('theirs'), 'secrets.json'))
  ups = { ours, theirs: await start('up', dataOf('theirs'), [], { env: foreign.env() }) }
  const { clickhouse, analystPassword } = ours.run
  const { passwords } = JSON.parse(await readFile(join(dataOf('ours'), 'secrets.json'), 'utf8')) as Secrets
  const theirs = (database: string) => connect({ url: foreign.url, user: 'boss', password: PASSWORD, database })
  const ourOwn = (user: string, password: string) => connect({ url: clickhouse, user, password, database: user })
  analysts = { ours: ourOwn('analyst', analystPassword), theirs: theirs('analyst') }
  writers = { ours: ourOwn('lifespan', passwords.lifespan), theirs: theirs('lifespan') }
  await same(['ingest', join(directory, 'logs'), '--owners', join(directory, 'owners.yaml')])
}, 120_000)

afterAll(async () => {
  await Promise.all([analysts, writers].flatMap(({ ours, theirs }) => [ours.close(), theirs.close()]))
  await Promise.all([ups.ours.stop(), ups.theirs.stop()])
  await foreign.kill()
  await rm(directory, { recursive: true })
})

/** Without what hangs on where the data are and when they came in: all that was witnessed is of 2024. */
const plain = (text: string) =>
  text
    .replaceAll(dataOf('theirs'), dataOf('ours'))
    .replaceAll(/\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\d[T ][\d:.]+Z?/g, 'NOW')
    .replaceAll(/"(now|mark|horizon)":\d+/g, '"$1":0')

function run(side: Side, args: readonly string[]): Promise<Ended> {
  return lifespan([...args, '--data', dataOf(side)], undefined, side === 'theirs' ? foreign.env() : {})
}

/** Types a command on both sides: what both say. */
async function same(args: readonly string[]): Promise<string> {
  const [ours, theirs] = await Promise.all([run('ours', args), run('theirs', args)])
  expect([theirs.code, plain(theirs.stdout)]).toEqual([ours.code, plain(ours.stdout)])
  expect(ours).toMatchObject({ code: 0 })
  return ours.stdout
}

const given = ({ params }: Query) =>
  Object.fromEntries(params.filter((param) => param.default === null).map(({ name }) => [name, GIVEN[name] ?? '']))

describe('a ClickHouse of the user’s, in another time zone and with other settings, answers as the embedded one', () => {
  test('whatever the command', async () => {
    expect(await foreign.ask("SELECT serverTimezone(), timezone(), getSetting('join_use_nulls') FORMAT TSV")).toBe(
      'America/St_Johns\tAsia/Kathmandu\tyes',
    )
    const found = await same(['findings', '--json'])
    expect(found).toContain('"since":"2024-03-01T10:30:00.000Z"')
    const { id } = JSON.parse(found.split('\n')[0]!) as { id: string }
    for (const args of [['findings'], ['explain', id], ['query', 'account', '--csv']]) await same(args)
    expect(await same(['verify'])).toContain('2 findings compared')
    expect((await run('theirs', ['doctor'])).stdout).toMatch(/ 0 failed$/m)
  }, 120_000)

  test('of a moment that is gone', async () => {
    const [amid, next, far] = ['2024-03-01T10:39:00Z', '2024-03-02T02:00:00Z', '2199-01-01T00:00:00Z'].map(Date.parse)
    for (const moment of [{ asOf: amid }, { asOf: next }, { knownAt: far }]) {
      const question = { now: Date.UTC(2100, 0, 1), ...moment }
      const answer = (side: Side) => listFindings(writers[side], DEFAULT_POLICY, question)
      expect(await answer('theirs')).toEqual(await answer('ours'))
    }
  })

  test.each(listQueries().filter(({ name }) => !BY_THE_CLOCK.includes(name)))('query $name', async (query) => {
    for (const format of ['table', 'json', 'csv'] as const) {
      const answer = (side: Side) => runQuery(analysts[side], query, given(query), format).then(plain)
      expect(await answer('theirs')).toBe(await answer('ours'))
    }
  })

  test('an analyst too, whatever they have set', async () => {
    const as = { user: 'analyst', password: ups.ours.run.analystPassword }
    const form = {
      date_time_output_format: 'iso',
      output_format_json_quote_64bit_integers: '1',
      output_format_json_map_as_array_of_tuples: '0',
    }
    for (const name of viewNames()) {
      const question = `SELECT * FROM analyst.${name} ORDER BY ALL FORMAT JSONEachRow`
      const { text: ours } = await ask(ups.ours.run, question, { ...as, ...form })
      expect([name, plain(await foreign.ask(question, form))]).toEqual([name, plain(ours)])
      const odd = { ...as, ...form, session_timezone: 'Asia/Kathmandu', join_use_nulls: '1' }
      expect([name, (await ask(ups.ours.run, question, odd)).text]).toEqual([name, ours])
    }
    const since =
      "SELECT subject_id FROM analyst.findings WHERE since = '2024-03-01 10:30:00' AND toDate(since) = '2024-03-01'"
    expect(await foreign.ask(`${since} FORMAT TSV`)).toBe(UNUSED_KEY)
  })

  test('its tables are cut into months, and rows go, by UTC', async () => {
    const made = await foreign.ask(
      "SELECT create_table_query FROM system.tables WHERE database = 'lifespan' AND name IN ('events', 'rejected') FORMAT TSVRaw",
    )
    expect(made.match(/received_at`? DateTime64\(3, 'UTC'\)/g)).toHaveLength(2)
    expect(made).not.toContain('Nullable')
  })
})
