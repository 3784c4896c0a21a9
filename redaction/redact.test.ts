import { describe, expect, test } from 'vitest'
import { drawn, IDS, RANDOM, SECRETS, seeded } from './canaries/canaries.ts'
import { isSecret, redact } from './redact.ts'

const SURROUNDINGS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `failed with ${secret} at 12:00`,
  (secret) => `header="${secret}"`,
  (secret) => `https://api.example.com/callback?code=${secret}&state=1`,
  (secret) => `["first",'${secret}'] and more`,
]

/** Whether any long part of the secret is still to be read, its id and its name aside. */
function survives(secret: string, text: string): boolean {
  const parts = secret.match(/[A-Za-z0-9+/_-]{20,}/g)?.filter((part) => !/^AKIA[A-Z]+$|^aws_secret/.test(part))
  return (parts ?? [secret]).some((part) => text.includes(part))
}

describe('a secret is taken out of any text', () => {
  test.each(Object.entries(SECRETS))('%s', (_, make) => {
    const draw = seeded(7)
    for (let run = 0; run < 300; run += 1) {
      const secret = make(draw)
      for (const surround of SURROUNDINGS) {
        const { text, found } = redact(surround(secret))
        expect({ secret, text, survives: survives(secret, text) || found === 0 }).toMatchObject({ survives: false })
        expect(text).toContain('[redacted:')
        expect(redact(text)).toEqual({ text, found: 0 })
      }
    }
  })

  test.each(Object.entries(RANDOM))('%s, all but a few', (_, make) => {
    const draw = seeded(9)
    const secrets = Array.from({ length: 2_000 }, () => make(draw))
    const left = secrets.filter((secret) => survives(secret, redact(`failed with ${secret}.`).text))
    expect(left.length).toBeLessThan(20)
  })

  test.each([
    ['password=hunter2222', '70617373776f72643d68756e74657232323232', '[redacted:hex]'],
    ['password=hunter2222', 'cGFzc3dvcmQ9aHVudGVyMjIyMg==', '[redacted:base64]'],
    ['the same behind two bytes', 'AQFwYXNzd29yZD1odW50ZXIyMjIy', '[redacted:base64]'],
    ['the same behind a name', 'name/cGFzc3dvcmQ9aHVudGVyMjIyMg==', '[redacted:base64]'],
    ['base64 of base64', 'Y0dGemMzZHZjbVE5YUhWdWRHVnlNakl5TWc9PQ==', '[redacted:base64]'],
    ['a URL in a URL', 'u=postgres%3A%2F%2Fapp%3Ahunter22%40db', 'u=postgres://app:[redacted:url_password]@db'],
    ['twice', 'password%253Dhunter2222', 'password=[redacted:assigned]'],
    [
      'JSON in JSON',
      '{"a":"{\\"client_secret\\":\\"hunter2222\\"}"}',
      '{"a":"{\\"client_secret\\":\\"[redacted:assigned]"}"}',
    ],
    ['a password for mysql', 'mysql -h db -pS3cretCanary9 app', 'mysql -h db -p[redacted:command_password] app'],
    [
      'a password for docker',
      'docker login -u x -p hunterhunter r.example',
      'docker login -u x -p [redacted:command_password] r.example',
    ],
    ['a password for ssh', 'sshpass -p hunter ssh a@b', 'sshpass -p [redacted:command_password] ssh a@b'],
    ['an element', '<db:password>hunter two</db:password>', '<db:password>[redacted:element]</db:password>'],
    ['a token in a header', 'Authorization: Token Canary7xQ9', 'Authorization: Token [redacted:authorization]'],
    ['a token of letters alone', 'x --token abcdefghijklmnopqrstuvwx', 'x --token [redacted:assigned]'],
    [
      'a part of a name',
      'system:serviceaccount:password=hunter2222',
      'system:serviceaccount:password=[redacted:assigned]',
    ],
    ['a cookie', 'Cookie: theme=dark; sid=1', 'Cookie: [redacted:cookie]'],
    [
      'an old Vault token at the end of a sentence',
      'it was s.abcdefghijklABCDEFGHIJKL.',
      'it was [redacted:vault_token].',
    ],
  ])('in whatever it is written: %s', (_, written, left) => expect(redact(written).text).toBe(left))

  test('where the part that is drawn happens to have no digit, or no capital', () => {
    const [lower, letters] = ['abcdefghijklmnopqrstuvwx', 'uKHevQigjGodMNlZpbnxlHfb']
    const keys = [
      `sk_live_${letters}`,
      `rk_live_${lower}`,
      `rk_test_${letters}`,
      `s.${lower.slice(1)}7`,
      `sk-proj-${letters}`,
    ]
    expect(keys.filter((key) => redact(`with ${key}.`).found === 0)).toEqual([])
  })

  test('and what stands around it stays', () => {
    const token = SECRETS['ghp']?.(seeded(1)) ?? ''
    expect(redact(`GET /user with ${token}: 401`)).toEqual({
      text: 'GET /user with [redacted:github_token]: 401',
      found: 1,
    })
    expect(redact('postgres://app:hunter22@db:5432/x').text).toBe('postgres://app:[redacted:url_password]@db:5432/x')
    expect(redact('user=app password=hunter22 host=db').text).toBe('user=app password=[redacted:assigned] host=db')
    expect(redact('a -----BEGIN PRIVATE KEY-----\nMIIE')).toEqual({ text: 'a [redacted:private_key]', found: 1 })
  })

  test('however many there are', () => {
    const draw = seeded(3)
    const secrets = Object.values(SECRETS).map((make) => make(draw))
    const { text, found } = redact(secrets.join(' ;\n'))
    expect(found).toBeGreaterThanOrEqual(secrets.length)
    expect(secrets.filter((secret) => survives(secret, text))).toEqual([])
  })
})

describe('what is public by nature stays', () => {
  test.each(Object.entries(IDS))('%s', (_, make) => {
    const draw = seeded(11)
    for (let run = 0; run < 300; run += 1) {
      const id = make(draw)
      for (const text of [id, `id ${id}, seen twice`, `{"id":"${id}"}`])
        expect(redact(text)).toEqual({ text, found: 0 })
      expect(isSecret(id)).toBe(false)
    }
  })

  test.each([
    'invalid token: the request was not signed',
    'no secret: not found',
    'monkeyJungle.example.com/keyJournal.of-something-long',
    'secret: arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCdEf',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCdEf',
    'MDEyOk9yZ2FuaXphdGlvbjM4MzAyODk5',
    'clientToken=00000000-0000-4000-8000-000000000001',
    'bearer token-based',
    'docker run --rm -u 1000:1000 --name curl',
    'login --token instead of --password prompt',
    'key-0123456789abcdef0123456789abcdef',
    'task_live_abcdefghijklmnopqrstuvwx',
    'sk_test_of-something.else',
    'deploy-pul-0123456789abcdef',
    's.internal-service-of-a-team.example',
    'curl -u',
    'mysql -p and a word',
    'mysqldump -P 3306 --port',
    'docker login -p',
    'docker run -p 8080:80',
    '<token>expired</token>',
    'Authorization: Token expired',
    'x --token abcdefgh --other',
    'glrt-deployment-of-a-team-7d9f8b6c5-x2x9z',
    '0123456789abcdef0123456789abcdef-usage',
    'task-runner-with-a-long-name-of-its-own-2024-01',
    'https://host:8080/path',
    '',
  ])('"%s"', (text) => expect(redact(text)).toEqual({ text, found: 0 }))
})

/** Sixteen times the text may take sixteen times as long; where time is quadratic it takes 256 times as long. */
const PARTS = 16
const QUADRATIC = 100
const CLOCK_GRAIN_US = 2_000

function cpuOf(text: string): number {
  const from = process.cpuUsage()
  redact(text)
  redact(`x${text}!`)
  const { user, system } = process.cpuUsage(from)
  return user + system
}

/** By how much more CPU time the whole text takes than a sixteenth of it, the cheaper of two tries. */
function growth(text: string): number {
  const part = text.slice(0, Math.ceil(text.length / PARTS))
  const least = Math.min(cpuOf(part), cpuOf(part))
  return Math.min(cpuOf(text), cpuOf(text)) / Math.max(least, CLOCK_GRAIN_US)
}

describe('no text takes long', () => {
  const MEGABYTE = 1_048_576
  const repeated = (part: string) => part.repeat(Math.ceil(MEGABYTE / part.length))
  test.each([
    'a',
    'A1b',
    'eyJ',
    'eyJ.',
    'AKIA',
    'AKIAAAAAAAAAAAAAAAAA ',
    'eyJh',
    'ghp_',
    'github_pat_',
    'glpat-',
    'mysql ',
    'mysql -p',
    'docker login ',
    'sshpass ',
    '<password>',
    '<a.',
    'Authorization: Token ',
    'glpat-a.',
    'figd_',
    'xoxb-',
    'sk-',
    'sk_a_',
    'hvs.',
    's.a',
    '://',
    '://a',
    '://a:',
    '://a:b',
    '@',
    'bearer ',
    'Basic ',
    'basic aaaa',
    'token=',
    'secret',
    'password: ',
    '-----',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'AIza',
    '8Q~',
    'SG.',
    'arn:',
    'arn:aws:',
    'hmac:',
    ' ',
    '\n',
    '=',
    '/',
    '/a',
    '_Aa',
    'a'.repeat(32) + ' ',
    `arn:aws:a:${'Aa1'.repeat(11)}:`,
    'hooks.slack.com/services/',
    'sig=',
    'AccountKey=',
    'npm_',
    'curl ',
    'curl -u a:',
    '--',
    '--token ',
    'pul-',
    'sbp_',
    `M${'a'.repeat(24)}.`,
    'sk_live_',
    '\\"',
    'ü',
    'Zm9v'.repeat(12) + ' ',
  ])('1 MB of "%s"', (part) => {
    expect(growth(repeated(part))).toBeLessThan(QUADRATIC)
  })

  test('nor a megabyte of anything', () => {
    const text = drawn(seeded(5), 'abcXYZ019+/=-_.:@ "\n~', MEGABYTE)
    expect(growth(text)).toBeLessThan(QUADRATIC)
  })
})
