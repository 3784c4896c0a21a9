import { describe, expect, test } from 'vitest'
import { redactNamed, seenName } from './named.ts'

const SECRET = 'Canary7xQ9'
const taken = (name: string, value: string) => redactNamed(seenName(name), value) !== null

describe('what is named as a secret is taken out', () => {
  test.each(
    [
      'authorization cookie cookies password token tokens secret secrets jwt bearer otp totp pass pwd sshpass credential.secret',
      'secret_key secretKey signing_key encryption_key account_key hmac_key subscription_key api-key accessKey private.key',
      'Ocp-Apim-Subscription-Key passphrase passcode db.pass user_pass PGPASSWORD dbpassword password2 passwords session_id sessionId',
      'client_assertion clientAssertion code_verifier codeVerifier x.SSHPASS http.request.header.x-session-id',
    ]
      .join(' ')
      .split(' '),
  )('%s', (name) => expect(taken(name, SECRET)).toBe(true))

  test.each(['letmein', 'correcthorse', 'my-secret-pass', 'SWORDFISH', 'abc', '12345678', 'expired'])(
    'whatever it looks like, where it is a password: %s',
    (value) => {
      for (const name of ['password', 'x.password', 'PGPASSWORD', 'passphrase', 'userPassword', 'passcode', 'passwd'])
        expect({ name, isTaken: taken(name, value) }).toEqual({ name, isTaken: true })
    },
  )
})

describe('what is not stays', () => {
  test.each([
    ['token', 'expired'],
    ['secret', 'db-credentials'],
    ['pass', 'true'],
    ['session.id', 'a1b2c3d4e5f6'],
    ['password.length', '12345678'],
    ['compass', 'north-7'],
    ['bypass', 'route-66'],
    ['monkey', 'k3yboard'],
    ['partition_key', 'tenant-42'],
    ['object.key', 'a/b/c-2026'],
    ['key', 'a1b2c3d4'],
    ['input_tokens', '1280000'],
    ['credentials', 'database/creds/readonly/a1'],
    ['gen_ai.tokenizer', 'cl100k_base'],
    ['secret_name', 'db-7'],
    ['key_id', 'kid-2026'],
    ['password', ''],
    ['password', '****'],
    ['password', '${DB_PASSWORD}'],
    ['password', 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCdEf'],
    ['password', '[redacted:named]'],
    ['secret', 'hmac:0123456789abcdef0123456789abcdef'],
  ])('%s: %s', (name, value) => expect(taken(name, value)).toBe(false))
})
