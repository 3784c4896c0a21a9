import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListedFinding } from '../../queries/findings.ts'
import { ask, findingsOf } from './asking.ts'
import { UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan, start, type Running } from './lifespan.ts'
import { plant } from './planted.ts'

interface Ours {
  readonly data: string
  readonly up: Running
}

/** Does something as Lifespan's own user, whom nobody refuses. */
async function byHand({ data, up }: Ours, statement: string): Promise<void> {
  const secrets = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8')) as { passwords: { lifespan: string } }
  const as = { user: 'lifespan', password: secrets.passwords.lifespan, mutations_sync: '1' }
  expect(await ask(up.run, statement, as)).toMatchObject({ ok: true })
}

const update = (change: string) => `ALTER TABLE lifespan.findings UPDATE ${change} WHERE subject_id = '${USED_KEY}'`

/** What is altered, how, and what puts it right again. */
const ALTERED = [
  ['appears', 'appears = appears + 1', 'appears = appears - 1'],
  ['since', 'since = since - 1000', 'since = since + 1000'],
  ['until', 'until = until - 1', 'until = until + 1'],
  ['severity', "severity = 'critical'", "severity = 'medium'"],
] as const

const DELETED = `ALTER TABLE lifespan.findings DELETE WHERE subject_id = '${UNUSED_KEY}'`
const INVENTED = `INSERT INTO lifespan.findings
  SELECT * REPLACE (lower(hex(MD5('invented'))) AS id, 'jti-of-nobody' AS subject_id) FROM lifespan.findings FINAL LIMIT 1`

const verified = (data: string) => lifespan(['verify', '--data', data])

async function withLog(directory: string): Promise<Ours> {
  const data = join(directory, 'data')
  await writeDeliveries(join(directory, 'logs'))
  const up = await start('up', data)
  expect((await lifespan(['ingest', join(directory, 'logs'), '--data', data])).code).toBe(0)
  return { data, up }
}

describe('verify, while Lifespan runs', () => {
  let directory = ''
  let ours: Ours
  let truth: ListedFinding
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lifespan-e2e-'))
    ours = await withLog(directory)
    truth = (await findingsOf(ours.data, '--subject', USED_KEY))[0]!
    expect(await verified(ours.data)).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    await ours.up.stop()
    await rm(directory, { recursive: true })
  })

  test.each(ALTERED)('names a finding whose %s was altered by hand', async (field, alter, right) => {
    await byHand(ours, update(alter))
    const [after] = await findingsOf(ours.data, '--subject', USED_KEY)
    const { code, stdout } = await verified(ours.data)
    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`^differs: L01 ${USED_KEY} \\(${truth.id}\\)$`, 'm'))
    expect(stdout).toMatch(new RegExp(`^  stored .*"${field}":"${after![field]}"`, 'm'))
    expect(stdout).toMatch(new RegExp(`^  recomputed .*"${field}":"${truth[field]}"`, 'm'))
    expect(stdout).toContain('2 findings compared')
    expect(stdout).toContain(', 1 difference')
    expect(stdout).not.toContain(UNUSED_KEY)
    await byHand(ours, update(right))
  })

  test('names one that was deleted and one that was invented', async () => {
    await byHand(ours, DELETED)
    await byHand(ours, INVENTED)
    const { code, stdout } = await verified(ours.data)
    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`^sql only: L01 ${UNUSED_KEY} \\(\\w{32}\\)$`, 'm'))
    expect(stdout).toMatch(/^stream only: L01 jti-of-nobody \(\w{32}\)$/m)
    expect(stdout).toContain(', 2 differences')
    expect(stdout).not.toContain(USED_KEY)
  })
})

describe('verify, where nothing runs', () => {
  test('names what was altered, deleted and invented by hand before, and does not mend it unseen', async () => {
    await inDirectory(async (directory) => {
      const ours = await withLog(directory)
      for (const statement of [INVENTED, update("severity = 'critical'"), DELETED]) await byHand(ours, statement)
      await ours.up.stop()
      const { code, stdout } = await verified(ours.data)
      expect(stdout).toContain('stream only: L01 jti-of-nobody')
      expect(stdout).toContain(`differs: L01 ${USED_KEY}`)
      expect(stdout).toContain(`sql only: L01 ${UNUSED_KEY}`)
      expect(code).toBe(1)
    })
  })
})

const ERROR = {
  file: 'correlator/rules/L01/rule.ts',
  text: 'row.w_ended + row.grace, row.born',
  error: 'row.w_ended - row.grace, row.born',
}

describe("verify, with an error in a rule's TypeScript", () => {
  test('names what the rules would make of the rows where what is stored is right', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      await writeDeliveries(join(directory, 'logs'))
      expect((await lifespan(['ingest', join(directory, 'logs'), '--data', data])).code).toBe(0)
      using wrong = plant(ERROR)
      for (let again = 0; again < 2; again++) {
        const { code, stdout } = await wrong.lifespan(['verify', '--data', data])
        expect(code).toBe(1)
        expect(stdout).toContain('what is stored is right')
        expect(stdout).toMatch(
          new RegExp(`differs: L01 ${USED_KEY} .*\n  judged .*T10:35:00.000Z.*\n  recomputed .*T10:45:00.000Z`),
        )
        expect(stdout).toContain(', 2 differences')
      }
      expect(await verified(data)).toMatchObject({ code: 0 })
    })
  })

  test('names the findings that came out wrong', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      await writeDeliveries(join(directory, 'logs'))
      using wrong = plant(ERROR)
      expect((await wrong.lifespan(['ingest', join(directory, 'logs'), '--data', data])).code).toBe(0)
      const { code, stdout } = await wrong.lifespan(['verify', '--data', data])
      expect(code).toBe(1)
      for (const key of [UNUSED_KEY, USED_KEY]) expect(stdout).toContain(`differs: L01 ${key}`)
      expect(stdout).toContain('"appears":"2024-03-01T10:25:00.000Z"')
      expect(stdout).toContain('"appears":"2024-03-01T10:35:00.000Z"')
      expect(stdout).toContain(', 2 differences')
    })
  })
})
