import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { startReceiver } from '../../alerts/io/receiver-for-test.ts'
import { outliving, revoked } from './alerting.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { post } from './otlp.ts'

const PATIENCE_MS = 120_000
/** A busy machine takes its time. */
const SOON = { timeout: 30_000, interval: 100 }
const ISSUER = 'https://lifespan.example'
const TOKEN = 'a-token-of-the-broker-0123456789'
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/'

/** A configuration with a receiver that is pushed to and asked for revocations, and one that comes and is told of risks. */
async function configuration(directory: string, url: string): Promise<string> {
  const file = join(directory, 'lifespan.yaml')
  await writeFile(join(directory, 'token'), `${TOKEN}\n`)
  await writeFile(
    file,
    `alerts:
  issuer: ${ISSUER}
  endpoints:
    idp: { type: caep, url: "${url}", audience: https://idp.example, event: session-revoked, insecure: true }
    broker: { type: caep-poll, audience: https://broker.example, token: "\${file:token}" }
  routes: [{ rules: [L01], confirmed: true, to: [idp] }, { to: [broker] }]
  allow: [127.0.0.1]
`,
  )
  return file
}

describe('security event tokens', () => {
  test(
    'are pushed and fetched, verified by the published keys, and the same after a restart',
    { timeout: PATIENCE_MS },
    () =>
      inDirectory(async (directory) => {
        const receiver = await startReceiver((response) => void response.writeHead(202).end())
        const data = join(directory, 'data')
        const config = ['--config', await configuration(directory, receiver.url)]
        const verified = async (otlp: string, token: string, audience: string) => {
          const jwks = createRemoteJWKSet(new URL(`${otlp}/.well-known/jwks.json`))
          return (await jwtVerify(token, jwks, { issuer: ISSUER, audience, typ: 'secevent+jwt' })).payload
        }
        const poll = async (otlp: string, asked: object) => {
          const headers = { authorization: `Bearer ${TOKEN}` }
          const body = JSON.stringify(asked)
          const answer = await fetch(`${otlp}/caep/poll/broker`, { method: 'POST', body, headers })
          return ((await answer.json()) as { sets: Record<string, string> }).sets
        }
        try {
          const first = await start('up', data, config)
          const { otlp } = first.run
          const comes = poll(otlp, {})
          await post(first.run, outliving('a', Date.now()))
          const [[id, token]] = Object.entries(await comes) as [[string, string]]
          expect(await verified(otlp, token, 'https://broker.example')).toMatchObject({
            jti: id,
            sub_id: { format: 'jwt_id', iss: 'https://broker.example', jti: 'a' },
            events: { [`${CAEP}risk-level-change`]: { principal: 'SESSION', initiating_entity: 'policy' } },
          })
          await expect.poll(() => receiver.received.length, SOON).toBe(1)
          const pushed = receiver.received[0]!.body
          expect(await verified(otlp, pushed, 'https://idp.example')).toMatchObject({
            sub_id: { jti: 'a' },
            events: { [`${CAEP}session-revoked`]: { initiating_entity: 'policy' } },
          })
          expect((await lifespan(['alerts', 'rotate-key', ...config, '--data', data])).code).toBe(0)
          const again = await poll(otlp, {})
          expect(Object.keys(again)).toEqual([id])
          expect(decodeProtectedHeader(again[id]!).kid).not.toBe(decodeProtectedHeader(token).kid)
          for (const one of [token, again[id]!]) await verified(otlp, one, 'https://broker.example')
          await first.stop()
          const second = await start('up', data, config)
          expect(await poll(second.run.otlp, {})).toEqual(again)
          await post(second.run, revoked('a', Date.now()))
          const left = async () => Object.keys(await poll(second.run.otlp, { ack: [id] }))
          await expect.poll(left, SOON).toHaveLength(1)
          // Nothing takes a revocation back: who asked for those hears no more.
          expect(receiver.received).toHaveLength(1)
          const tried = await lifespan(['alerts', 'test', 'idp', ...config, '--data', data])
          expect(tried.stdout).toBe('idp took it (202)\n')
          const trial = await verified(second.run.otlp, receiver.received[1]!.body, 'https://idp.example')
          expect(Object.keys(trial['events'] as object)[0]).toContain('/ssf/event-type/verification')
          const waits = poll(second.run.otlp, { ack: await left() }).catch(() => ({}))
          expect(await second.stop()).toBeLessThan(4_000)
          await waits
        } finally {
          await receiver.stop()
        }
      }),
  )

  test('need an issuer, and what receivers are called; keys are shown to nobody', { timeout: PATIENCE_MS }, () =>
    inDirectory(async (directory) => {
      const file = join(directory, 'lifespan.yaml')
      const check = async (text: string) => {
        await writeFile(file, text)
        return (await lifespan(['config', 'check', '--config', file])).stdout
      }
      const bare = await check('alerts: { endpoints: { idp: { type: caep, url: "https://idp.example/events" } } }')
      expect(bare).toContain('alerts.issuer')
      expect(bare).toContain('alerts.endpoints.idp.audience')
      const polled =
        'alerts: { issuer: "https://l.example", endpoints: { b: { type: caep-poll, audience: b, url: "https://b.example" } } }'
      const wrong = await check(polled)
      expect(wrong).toContain('alerts.endpoints.b.token')
      expect(wrong).toContain('alerts.endpoints.b.url')
      await check('alerts: { signing_keys: "-----BEGIN PRIVATE KEY-----\\nc2VjcmV0\\n-----END PRIVATE KEY-----" }')
      const shown = await lifespan(['config', 'print', '--config', file])
      expect(shown.stdout).toContain('# signing_keys: ********')
      expect(shown.stdout + shown.stderr).not.toContain('c2VjcmV0')
    }),
  )
})
