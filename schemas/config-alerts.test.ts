import { describe, expect, test } from 'vitest'
import { isSecretSetting } from './config.ts'
import { alerts } from './config-alerts.ts'
import { alertsProblems } from './config-alerts-problems.ts'

const HTTPS = 'https://tool.example/in'
/** What is wrong with one endpoint, by the setting that says so. */
const wrongWith = (endpoint: object) =>
  alertsProblems(alerts.parse({ endpoints: { one: endpoint } })).map(([path, what]) => [path.at(-1), what])

describe('an endpoint', () => {
  test.each([
    { type: 'webhook', url: HTTPS, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    { type: 'pagerduty', token: '0123456789abcdef' },
    { type: 'servicenow', url: 'https://dev1.service-now.com/api/global/em/jsonv2', token: 'lifespan:päss: word' },
    { type: 'servicenow', url: 'https://mid.example/api/mid/em/jsonv2', token: 'eyJhbGciOi.J9-_~+/abc==' },
    { type: 'alertmanager', url: 'https://alertmanager.example/api/v2/alerts' },
    { type: 'alertmanager', url: 'http://alertmanager:9093/am/api/v2/alerts', insecure: 'true', token: 'user:pass' },
    { type: 'alertmanager-webhook', url: 'https://tool.example' },
    { type: 'otlp', url: 'https://otlp.example:4318/v1/logs', token: 'a'.repeat(2_000) },
    { type: 'syslog', url: 'syslogs://siem.example' },
    { type: 'syslog', url: 'syslogs://[2001:db8::1]:6514' },
    { type: 'syslog', url: 'syslog://siem.example:514', insecure: 'true' },
  ])('is taken: $type $url', (endpoint) => {
    expect(wrongWith(endpoint)).toEqual([])
  })

  test.each([
    [{ type: 'slack', url: 'http://tool.example/in' }, 'url', 'is not encrypted: write https, or insecure: true'],
    [
      { type: 'slack', url: 'syslogs://siem.example' },
      'url',
      'is no address of a receiver: one looks like https://hooks.example/lifespan',
    ],
    [{ type: 'slack', url: 'https://user:password@tool.example' }, 'url', 'is no address of a receiver'],
    [{ type: 'slack' }, 'url', 'is missing'],
    [{ type: 'syslog', url: HTTPS }, 'url', 'is no address of a receiver: one looks like syslogs://siem.example:6514'],
    [{ type: 'syslog', url: 'syslogs://siem.example/path' }, 'url', 'is no address of a receiver'],
    [{ type: 'syslog', url: 'syslogs://user@siem.example' }, 'url', 'is no address of a receiver'],
    [{ type: 'syslog', url: 'syslog://siem.example' }, 'url', 'is not encrypted: write syslogs, or insecure: true'],
    [
      { type: 'alertmanager', url: 'https://am.example/' },
      'url',
      'names no path: alertmanager takes findings at /api/v2/alerts',
    ],
    [{ type: 'otlp', url: 'https://otlp.example:4318' }, 'url', 'names no path: otlp takes findings at /v1/logs'],
    [
      { type: 'servicenow', url: 'https://x.service-now.com', token: 'a:b' },
      'url',
      'names no path: servicenow takes findings at /api/global/em/jsonv2',
    ],
    [{ type: 'servicenow', url: HTTPS }, 'token', 'is missing'],
    [
      { type: 'servicenow', url: HTTPS, token: 'no token' },
      'token',
      'is no token, and no user:password: one has 16 to 4,096',
    ],
    [
      { type: 'otlp', url: HTTPS, token: 'user:pass\r\nx-evil: 1' },
      'token',
      'is no token, and no user:password: one has 16 to 4,096',
    ],
    [
      { type: 'splunk', url: HTTPS, token: 'user:password1234567' },
      'token',
      'is no token: one has 16 to 4,096 letters',
    ],
    [
      { type: 'syslog', url: 'syslogs://siem.example', token: 'a:b' },
      'token',
      'is of pagerduty, opsgenie, splunk, servicenow, alertmanager, alertmanager-webhook, otlp, caep, caep-poll alone',
    ],
    [
      { type: 'otlp', url: HTTPS, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
      'secret',
      'is of webhook, cloudevents, alertmanager-webhook, revoke alone',
    ],
  ])('is refused, and told why: %j', (endpoint, setting, words) => {
    expect(wrongWith(endpoint)).toEqual([[setting, expect.stringContaining(words)]])
  })

  test('shows nobody its address, its secret and its token', () => {
    expect(['url', 'secret', 'token', 'type'].map((name) => isSecretSetting(`alerts.endpoints.one.${name}`))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})

test.each([
  [{ routes: [{ to: ['am'] }] }, ['alerts', 'routes', 0]],
  [{ routes: [{ to: ['am'], repeat: '3h' }] }, ['alerts', 'routes', 0]],
  [{ default_to: ['am'] }, ['alerts', 'default_to']],
])('Alertmanager is told again before it takes a finding for over: %j', (said, path) => {
  const endpoints = { am: { type: 'alertmanager', url: 'https://am.example/api/v2/alerts' } }
  expect(alertsProblems(alerts.parse({ endpoints, ...said }))).toEqual([[path, expect.stringContaining('repeat: 1h')]])
  expect(alertsProblems(alerts.parse({ endpoints, routes: [{ to: ['am'], repeat: '2h' }] }))).toEqual([])
})

describe('a route to who revokes', () => {
  const endpoints = { revoker: { type: 'revoke', url: HTTPS, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } }
  const wrong = (said: object) => alertsProblems(alerts.parse({ endpoints, ...said })).map(([path]) => path.join('.'))

  test.each<readonly [string, object, readonly string[]]>([
    ['is taken', { rules: ['L01', 'L02'], confirmed: 'true' }, []],
    ['names no rules', { confirmed: 'true' }, ['alerts.routes.0.rules']],
    ['names all rules', { rules: ['*'], confirmed: 'true' }, ['alerts.routes.0.rules']],
    ['names rules by glob', { rules: ['L01', 'L*'], confirmed: 'true' }, ['alerts.routes.0.rules']],
    ['does not wait', { rules: ['L01'], confirmed: 'false' }, ['alerts.routes.0.confirmed']],
    ['says nothing', {}, ['alerts.routes.0.rules', 'alerts.routes.0.confirmed']],
  ])('that %s', (_, route, problems) => {
    expect(wrong({ routes: [{ ...route, to: ['revoker'] }] })).toEqual(problems)
  })

  test('is no default', () => {
    expect(wrong({ default_to: ['revoker'] })).toEqual(['alerts.default_to'])
  })

  test('alone has a restraint', () => {
    const slack = { type: 'slack', url: HTTPS, dry_run: 'false', most_an_hour: '3' }
    expect(wrongWith(slack)).toEqual([
      ['dry_run', 'is of revoke alone'],
      ['most_an_hour', 'is of revoke alone'],
    ])
  })
})

describe('what no finding has', () => {
  const wrong = (said: object) => {
    const endpoints = { hook: { type: 'slack', url: HTTPS } }
    const whole = { endpoints, routes: [{ ...said, to: ['hook'] }] }
    return alertsProblems(alerts.parse(whole)).map(([path, what]) => [path.join('.'), what])
  }

  test.each(['L99', 'l01', 'G0?', 'PROD*'])('is no rule: %s', (rule) => {
    const what = expect.stringMatching(/^is no rule: there are .*L01.*, and \* for any text$/) as string
    expect(wrong({ rules: ['L*', rule] })).toEqual([['alerts.routes.0.rules.1', what]])
  })

  test('is an environment but production', () => {
    const what = 'matches nothing: of an environment it is known whether it is production, and no other word'
    expect(wrong({ environments: ['prod*', '*', 'production', 'staging'] })).toEqual([
      ['alerts.routes.0.environments.3', what],
    ])
  })
})

test('a receiver that takes what it is told for a revocation is told of what is confirmed, by rules that are named', () => {
  const idp = { type: 'caep', url: HTTPS, audience: 'idp', event: 'session-revoked' }
  const whole = {
    issuer: 'https://lifespan.example',
    endpoints: { idp },
    routes: [{ to: ['idp'] }],
    default_to: ['idp'],
  }
  expect(alertsProblems(alerts.parse(whole)).map(([path]) => path.join('.'))).toEqual([
    'alerts.routes.0.rules',
    'alerts.routes.0.confirmed',
    'alerts.default_to',
  ])
})
