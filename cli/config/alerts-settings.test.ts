import { describe, expect, test } from 'vitest'
import { alerts } from '../../schemas/config-alerts.ts'
import { alertsOf } from './alerts-settings.ts'

const settingsOf = (url: string, allow: readonly string[] = []) =>
  alertsOf({ alerts: alerts.parse({ endpoints: { hook: { type: 'slack', url } }, allow }) })

describe('an address that is written out', () => {
  test.each([
    'https://127.0.0.1/in',
    'https://127.1/in',
    'https://0x7f.1/in',
    'https://2130706433/in',
    'https://①②⑦.0.0.1/in',
    'https://169.254.169.254/latest',
    'https://[::1]/in',
    'https://[::ffff:a9fe:a9fe]/in',
    'https://[64:ff9b::a9fe:a9fe]/in',
    'https://10.1.2.3:8443/in',
  ])('is refused where it is never reached: %s', (url) => {
    expect(() => settingsOf(url)).toThrow(/^alerts\.endpoints\.hook\.url: .* is not reached: .*\(alerts\.allow\)$/)
  })

  test('is refused where it is none', () => {
    expect(() => settingsOf('https://[fe80::1%25lo]/in')).toThrow(
      'alerts.endpoints.hook.url is no address of a receiver',
    )
  })

  test.each(['https://10.1.2.3/in', 'https://hooks.example/in', 'https://9.9.9.9/in', 'https://localhost/in'])(
    'is taken where it may be reached, or is a name, which is looked at when it is resolved: %s',
    (url) => {
      expect(settingsOf(url, ['10.1.0.0/16'])!.endpoints).toHaveLength(1)
    },
  )
})

test.each(['300.1.1.1', '10.0.0.0/33', '2001:db8::/129'])('%s is no range of addresses', (range) => {
  expect(() => settingsOf('https://hooks.example', [range])).toThrow(`alerts.allow: ${range} is no range of addresses`)
})
