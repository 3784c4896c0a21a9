import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startReceiver } from '../../alerts/io/receiver-for-test.ts'
import { assigned, configuration, HOUR, outliving, revoked, told, toldBySeveral } from './alerting.ts'
import { findingsOf } from './asking.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { post, tracesOf } from './otlp.ts'
import { seeded } from './random.ts'

const PATIENCE_MS = 120_000
/** A busy machine takes its time. */
const SOON = { timeout: 30_000, interval: 100 }
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const KILLS = Number(process.env['KILLS'] ?? 3)

describe('alerts', () => {
  test(
    'tell of a finding when it opens and when it is over, once, whatever restarts in between',
    { timeout: PATIENCE_MS },
    () =>
      inDirectory(async (directory) => {
        const receiver = await startReceiver()
        const data = join(directory, 'data')
        const config = ['--config', await configuration(directory, receiver.url)]
        const whats = () => receiver.received.map((one) => told(one).what)
        try {
          const story = outliving('a', Date.now())
          const first = await start('up', data, config)
          await post(first.run, story)
          await expect.poll(whats, SOON).toEqual(['Create L01 a'])
          await first.stop()
          const second = await start('up', data, config)
          await post(second.run, story)
          const measured = async () => (await fetch(`${second.run.otlp}/metrics`)).text()
          await post(second.run, revoked('a', Date.now()))
          await expect.poll(whats, SOON).toEqual(['Create L01 a', 'Close L01 a'])
          await expect.poll(measured, SOON).toContain('lifespan_alert_attempts_total{endpoint="soc",outcome="sent"} 1')
          await second.stop()
          const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
          expect(new Set(ids).size).toBe(2)
        } finally {
          await receiver.stop()
        }
      }),
  )

  test(
    'are noted for whoever asks what became of it, though the process ends meanwhile',
    { timeout: PATIENCE_MS },
    () =>
      inDirectory(async (directory) => {
        const receiver = await startReceiver()
        const data = join(directory, 'data')
        const config = ['--config', await configuration(directory, receiver.url)]
        const asked = async (...question: string[]) => {
          const { stdout } = await lifespan(['query', ...question, '--json', '--data', data])
          return stdout.split('\n').map((line) => JSON.parse(line || '{}') as Record<string, unknown>)
        }
        try {
          const first = await start('up', data, config)
          for (const id of ['a', 'b']) await post(first.run, outliving(id, Date.now()))
          await expect.poll(() => receiver.received.length, SOON).toBe(2)
          first.child.kill('SIGKILL')
          await first.ended
          const second = await start('up', data, config)
          const valid = async () => (await asked('still-valid-after-notification', 'after_h=0', 'by=issuer'))[1]
          await expect
            .poll(valid, SOON)
            .toMatchObject({ by: 'issuer', name: 'https://broker.example', told: 2, still_valid: 2 })
          await post(second.run, revoked('a', Date.now()))
          const took = async () => (await asked('time-to-revoke'))[0]
          await expect.poll(took, SOON).toMatchObject({ told: 2, revoked: 1, still_valid: 1 })
          await second.stop()
        } finally {
          await receiver.stop()
        }
      }),
  )

  test('can be tried, listed, explained and sent again', { timeout: PATIENCE_MS }, () =>
    inDirectory(async (directory) => {
      let status = 410
      const receiver = await startReceiver((response) => void response.writeHead(status).end())
      const data = join(directory, 'data')
      const file = await configuration(directory, receiver.url)
      const alerts = (...args: string[]) => lifespan(['alerts', ...args, '--config', file, '--data', data])
      try {
        expect(await alerts('list')).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('nobody was to be told') as string,
        })
        expect(await alerts('test', 'soc')).toMatchObject({ code: 1, stdout: 'soc did not take it: it answered 410\n' })
        const { run, stop } = await start('up', data, ['--config', file])
        await post(run, outliving('a', Date.now()))
        const listed = async () => (await alerts('list')).stderr
        await expect
          .poll(listed, SOON)
          .toContain('soc gets nothing any more (it answered 410): npx lifespan alerts enable soc')
        const [{ id }] = (await findingsOf(data)) as unknown as [{ id: string }]
        const explained = await alerts('routes', '--explain', id.slice(0, 8))
        expect(explained.stdout).toBe('route 1: to soc (it asks for nothing)\n')
        status = 200
        const [entry] = (await alerts('list', '--json')).stdout
          .split('\n')
          .map((line) => JSON.parse(line || '{}') as { id: string })
        expect((await alerts('enable', 'soc')).stdout).toBe('soc is sent to again\n')
        expect((await alerts('redeliver', entry!.id)).stdout).toBe('1 is sent again\n')
        await expect.poll(async () => (await alerts('list', '--state', 'sent')).stdout, SOON).toContain(entry!.id)
        expect((await alerts('redeliver', 'msg_none')).code).toBe(2)
        expect(new Set(receiver.received.slice(1).map(({ headers }) => headers['webhook-id']))).toEqual(
          new Set([entry!.id]),
        )
        await stop()
      } finally {
        await receiver.stop()
      }
    }),
  )

  test('go to the default where the owner is new, in groups, and not in maintenance', { timeout: PATIENCE_MS }, () =>
    inDirectory(async (directory) => {
      const receiver = await startReceiver()
      const data = join(directory, 'data')
      const now = Date.now()
      const hours = (n: number) => new Date(now + n * HOUR).toISOString()
      const file = await configuration(
        directory,
        receiver.url,
        `  default_to: [soc]
  routes: [{ owners: ["eve"], group: { by: [rule], wait: 2s, interval: 5s }, to: [soc] }]
  maintenance: [{ identities: ["*/quiet"], from: "${hours(-1)}", until: "${hours(1)}" }]`,
      )
      const { run, stop } = await start('up', data, ['--config', file])
      try {
        await post(
          run,
          tracesOf([
            assigned('old', 'eve', now - 90 * HOUR),
            assigned('new', 'ann', now - 90 * HOUR),
            assigned('new', 'eve', now - 2 * HOUR),
          ]),
        )
        for (const id of ['old', 'new', 'quiet'])
          await post(run, outliving(id, now, { 'credential.subject': `spiffe://t/${id}` }))
        const incidents = () =>
          receiver.received.map(({ body }) => JSON.parse(body) as { class_uid: number; count: number })
        await expect
          .poll(() => incidents().map(({ class_uid, count }) => [class_uid, count]), SOON)
          .toEqual([[2005, 2]])
        const found = await findingsOf(data)
        const explain = async (subject: string) => {
          const { id } = found.find((one) => one.subject.id === subject)!
          return (await lifespan(['alerts', 'routes', '--explain', id, '--config', file, '--data', data])).stdout
        }
        const grouped = 'route 1: to soc (owners eve is eve), with others of its rule\n'
        expect([await explain('old'), await explain('new'), await explain('quiet')]).toEqual([
          grouped,
          `${grouped}default: to soc (its owner eve is so since ${hours(-2)})\n`,
          `route 1: no (owners (none) is not eve)\ndefault: to soc (no route matches)\nmaintenance: nobody hears of it until ${hours(1)}\n`,
        ])
      } finally {
        await stop()
        await receiver.stop()
      }
    }),
  )

  test(`lose none though the process is killed ${KILLS} times (SEED=${SEED})`, { timeout: PATIENCE_MS }, () =>
    inDirectory(async (directory) => {
      const random = seeded(SEED)
      // One that fails now and then, and forgets what it was sent meanwhile.
      let answered = 0
      const receiver = await startReceiver((response) => {
        if (++answered % 7 === 0) response.destroy()
        else response.end()
      })
      const data = join(directory, 'data')
      const config = ['--config', await configuration(directory, receiver.url)]
      try {
        for (let kill = 0; kill < KILLS; kill++) {
          const { run, child, ended } = await start('up', data, config)
          for (let n = 0; n < 20; n++) await post(run, outliving(`${kill}-${n}`, Date.now()))
          await sleep(random() * 300)
          child.kill('SIGKILL')
          await ended
        }
        const last = await start('up', data, config)
        const found = (await findingsOf(data, '--open')).map(({ id }) => id)
        expect(found).toHaveLength(KILLS * 20)
        const delivered = () => new Set(receiver.received.map((one) => told(one).finding))
        await expect.poll(() => found.filter((id) => !delivered().has(id)), SOON).toEqual([])
        await last.stop()
        expect(toldBySeveral(receiver.received)).toEqual([])
      } finally {
        await receiver.stop()
      }
    }),
  )
})
