import { describe, expect, test } from 'vitest'
import { allowedOf, isReachable } from './addresses.ts'

describe('an address', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '4000::1',
  ])('that is none of the world’s is not reached: %s', (address) => {
    expect(isReachable(address)).toBe(false)
  })

  test.each(['', 'localhost', '127.1', '0x7f.1', '2130706433', '017700000001', 'example.org', '1.2.3', '1.2.3.4.5'])(
    'is not: %s',
    (text) => {
      expect(isReachable(text)).toBe(false)
    },
  )

  test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'])(
    'of the world is reached: %s',
    (address) => {
      expect(isReachable(address)).toBe(true)
    },
  )

  test('is reached where it is allowed, and its neighbours are not', () => {
    const allowed = allowedOf(['10.1.0.0/16', '::1', '127.0.0.1'])
    const found = ['10.1.2.3', '::ffff:10.1.2.3', '::1', '127.0.0.1', '10.2.0.1', '::2', '127.0.0.2']
    expect(found.map((address) => isReachable(address, allowed))).toEqual([true, true, true, true, false, false, false])
  })
})

test.each(['10.0.0.0/33', 'localhost', '10.0.0.0/', '*', ''])('%s is no range', (text) => {
  expect(() => allowedOf([text])).toThrow(`${text} is no range of addresses: one looks like 10.1.0.0/16`)
})
