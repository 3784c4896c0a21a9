import { context } from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { credentials } from './credentials.ts'
import { identify } from './credential.ts'
import { fromJwt } from './jwt.ts'
import { issuerAt, useIssuers } from './issuers.ts'
import { quietly } from './quiet.ts'
import { beSdkOfService } from './sdk-for-test.ts'
import { shared } from './shared.ts'
import { told } from './told-for-test.ts'

const VAULT = 'vault:prod'

afterEach(() => {
  shared().named.clear()
  shared().issuers = null
  delete process.env['LIFESPAN_ISSUERS']
})

describe('which credential a secret is', () => {
  test('is known from when it was told with its id', () => {
    expect(identify({ id: 'accessor', secret: 'hvs-token', issuer: VAULT })).toEqual({ id: 'accessor', issuer: VAULT })
    expect(identify({ secret: 'hvs-token', issuer: VAULT })).toEqual({ id: 'accessor', issuer: VAULT })
    expect(identify({ secret: 'hvs-token', issuer: '' })).toEqual({ id: 'accessor', issuer: VAULT })
  })

  test('is known of a JWT that was told, whoever shows it', async () => {
    const claims = Buffer.from(JSON.stringify({ iss: 'https://idp.example', jti: 'J1' })).toString('base64url')
    const token = `e30.${claims}.c2ln`
    const occurrences = await told(() => {
      credentials.issued(fromJwt(token))
      credentials.used({ secret: token, issuer: 'https://idp.example' })
    })
    expect(occurrences.map(({ attributes }) => attributes['credential.id'])).toEqual(['J1', 'J1'])
  })

  test('is another one at another issuer, and of another secret', () => {
    identify({ id: 'accessor', secret: 'hvs-token', issuer: VAULT })
    expect(identify({ secret: 'hvs-token', issuer: 'vault:other' })?.id).toMatch(/^hmac:/)
    expect(identify({ secret: 'hvs-other', issuer: VAULT })?.id).toMatch(/^hmac:/)
    expect(identify({ secret: 'hvs-unknown', issuer: '' })).toBeNull()
  })
})

describe('who issued what is shown to a host', () => {
  test('is what the environment says, percent-encoded', () => {
    process.env['LIFESPAN_ISSUERS'] =
      'vault.internal:8200=vault:prod, api.example = https%3A%2F%2Fidp.example ,nonsense,=x'
    expect(['vault.internal:8200', 'api.example', 'nonsense', ''].map(issuerAt)).toEqual([
      'vault:prod',
      'https://idp.example',
      undefined,
      undefined,
    ])
  })

  test('is what the service says, before that', () => {
    process.env['LIFESPAN_ISSUERS'] = 'a=b'
    useIssuers({ b: 'c' })
    expect(['a', 'b'].map(issuerAt)).toEqual([undefined, 'c'])
  })
})

describe('what telemetry does itself', () => {
  const used = () => credentials.used({ id: 'key', issuer: 'aws' })

  test('is not told, nor what it goes on to do', async () => {
    const during = async () => {
      used()
      await quietly(async () => {
        used()
        await new Promise((resolve) => setTimeout(resolve, 1))
        used()
      })
    }
    expect(await told(during)).toHaveLength(1)
  })

  test('is not told where it is the SDK of the service', async () => {
    beSdkOfService()
    try {
      expect(await told(used)).toHaveLength(0)
    } finally {
      context.disable()
    }
    expect(await told(used)).toHaveLength(1)
  })
})
