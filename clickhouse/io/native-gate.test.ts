import { describe, expect, test } from 'vitest'
import { helloOf } from './hello-for-test.ts'
import { native } from './native-gate.ts'

const gate = native({ lifespan: 'of-lifespan', analyst: 'of-the-analyst' })
const judge = (bytes: Buffer) => {
  const judgement = gate.judge(bytes)
  if (judgement === undefined) return undefined
  return 'pass' in judgement ? 'passes' : judgement.refuse.toString('latin1')
}
/** A packet of kind 2, with the code 516. */
const FAILED = /^[^\w]{5}\rDB::Exception.*Authentication failed/

describe('the gate before the native protocol', () => {
  test('waits for the whole Hello, and passes it on as it is', () => {
    const hello = helloOf({ user: 'analyst', password: 'of-the-analyst' })
    for (let length = 0; length < hello.length; length++) expect(judge(hello.subarray(0, length))).toBe(undefined)
    const more = Buffer.concat([hello, Buffer.from([1, 2])])
    expect(gate.judge(more)).toEqual({ pass: more })
  })

  test.for([
    ['analyst', 'of-the-analyst', 'analyst'],
    ['lifespan', 'of-lifespan', 'lifespan'],
    ['lifespan', 'of-lifespan', ''],
  ])('lets in %s with %s to %j', ([user = '', password = '', database = '']) => {
    expect(judge(helloOf({ user, password, database }))).toBe('passes')
  })

  test.for([
    ['analyst', 'wrong'],
    ['analyst', ''],
    ['analyst', 'of-lifespan'],
    ['lifespan', 'of-the-analyst'],
    ['default', ''],
    ['nobody', 'of-the-analyst'],
    [' INTERSERVER SECRET ', ''],
    [' SSH KEY AUTHENTICATION analyst', ''],
    [' JWT AUTHENTICATION ', 'of-the-analyst'],
    ['x'.repeat(300), ''],
  ])('tells %j with the password %j that it is nobody', ([user = '', password = '']) => {
    const said = judge(helloOf({ user, password }))
    expect(said).toMatch(FAILED)
    expect(Buffer.from(said!, 'latin1').readInt32LE(1)).toBe(516)
  })

  test('tells of a database that there is not', () => {
    const said = judge(helloOf({ user: 'analyst', password: 'of-the-analyst', database: 'none' }))
    expect(said).toContain('Database none does not exist')
  })

  test.for([
    [9, 9, 9, 9, 9],
    [0, 255, 255, 255, 255, 255, 255],
    [0, 255, 255, 255, 127],
    [22, 3, 1, 2, 0],
  ])('hangs up on %j', (bytes) => {
    expect(judge(Buffer.from(bytes))).toBe('')
  })

  test('hangs up on a Hello without an end', () => {
    expect(judge(Buffer.concat([Buffer.from([0, 254, 127]), Buffer.alloc(17_000, 1)]))).toBe('')
  })

  test('says to HTTP where it is', () => {
    expect(judge(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toMatch(/^HTTP\/1\.0 400 /)
  })
})
