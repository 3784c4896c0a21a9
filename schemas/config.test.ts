import { describe, expect, test } from 'vitest'
import { Config, policyOf, variableOf } from './config.ts'
import { configSchema } from './config-reference.ts'
import { parseDuration, writeDuration } from './durations.ts'
import { canonical, DEFAULT_POLICY, issuerPolicy, shortestGrace } from './policy.ts'
import { settingsOf } from './shape.ts'
import { DAY, HOUR, MINUTE, SECOND } from './time.ts'

const policyFrom = (policy: object) => policyOf(Config.parse({ policy }))

describe('a length of time', () => {
  test.each([
    ['30s', 30 * SECOND],
    ['5m', 5 * MINUTE],
    ['15 min', 15 * MINUTE],
    ['24h', DAY],
    ['1d', DAY],
    ['1.5 hours', 90 * MINUTE],
    ['0s', 0],
    ['250ms', 250],
    ['2 Days', 2 * DAY],
  ])('is read as people write it: %s', (text, millis) => {
    expect(parseDuration(text)).toBe(millis)
    expect(parseDuration(writeDuration(millis))).toBe(millis)
  })

  test.each([
    ['30', 'is 30 of what? Write 30s, 30m, 30h or 30d'],
    ['-5m', 'is negative'],
    ['9999d', 'is longer than ten years'],
    ['999999999999d', 'is longer than ten years'],
    ['0.5ms', 'is no whole number of milliseconds'],
    ['soon', 'is no length of time'],
    ['5 fortnights', 'is no length of time'],
    ['1h30m', 'is no length of time'],
    ['1e3s', 'is no length of time'],
    ['', 'is no length of time'],
  ])('%j is refused', (text, words) => {
    expect(parseDuration(text)).toContain(words)
  })
})

describe('the configuration', () => {
  test('that says nothing is the defaults', () => {
    expect(policyOf(Config.parse({}))).toEqual(DEFAULT_POLICY)
    expect(canonical(DEFAULT_POLICY)).toEqual(DEFAULT_POLICY)
  })

  test('says a policy by parts; what it leaves out stays', () => {
    expect(policyFrom({ grace: { vm: '6h', function: '10s' }, chain_depth: '4' })).toEqual({
      ...DEFAULT_POLICY,
      grace: { ci_job: 5 * MINUTE, function: 10 * SECOND, vm: 6 * HOUR },
      chainDepth: 4,
    })
  })

  test('gives each number of an issuer to the closest pattern that says it, in whatever order they stand', () => {
    const issuers = {
      '*': { overhang: '2m' },
      'vault:*': { overhang: '3m', cascades: 'true' },
      'vault:prod-*': { lateness: '1h' },
      'vault:prod-1': { overhang: '4m' },
    }
    const reversed = Object.fromEntries(Object.entries(issuers).reverse())
    for (const said of [issuers, reversed]) {
      const policy = policyFrom({ issuers: said })
      expect(issuerPolicy(policy, 'vault:prod-1')).toEqual({
        cascades: true,
        propagation: 30 * SECOND,
        overhang: 4 * MINUTE,
        lateness: HOUR,
      })
      expect(issuerPolicy(policy, 'vault:test')).toMatchObject({ cascades: true, overhang: 3 * MINUTE })
      expect(issuerPolicy(policy, 'https://idp.example')).toMatchObject({ cascades: false, overhang: 2 * MINUTE })
      expect(policy).toEqual(policyFrom({ issuers }))
    }
  })

  test('may give a kind less than the default: then that is the shortest there is', () => {
    expect(shortestGrace(policyFrom({ grace: { function: '10s' } }))).toBe(10 * SECOND)
    expect(shortestGrace(DEFAULT_POLICY)).toBe(MINUTE)
  })

  test('has a variable of its own for whatever is one text', () => {
    const variables = settingsOf(Config).flatMap(({ path }) => variableOf(path) ?? [])
    expect(new Set(variables).size).toBe(variables.length)
    expect(variables).toContain('LIFESPAN_POLICY_GRACE_CI_JOB')
    expect(variables).toContain('CLICKHOUSE_PASSWORD')
    expect(variableOf(['policy', 'issuers'])).toBe(null)
  })

  test('is strict for editors too, and tells them its defaults', () => {
    const schema = configSchema() as { additionalProperties: boolean; properties: Record<string, Schema> }
    expect(schema.additionalProperties).toBe(false)
    expect(Object.keys(schema.properties)).toEqual(Object.keys(Config.shape))
    const { ports, policy } = schema.properties as { ports: Schema; policy: Schema }
    expect(ports.properties!['otlp_http']).toMatchObject({ type: ['integer', 'string'], default: 4318 })
    expect(policy.properties!['grace']!.properties!['vm']).toMatchObject({ type: 'string', default: '5m' })
    expect(policy.properties!['chain_depth']).toMatchObject({ default: '3', maximum: 11 })
  })
})

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
}
