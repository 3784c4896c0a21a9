import { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { quietWarnings } from './quiet.ts'

test('two warnings that kafkajs causes are not said, and all others are', () => {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  quietWarnings()
  const socket = new Socket()
  for (let n = 0; n < 20; n++) socket.once('connect', () => undefined)
  process.emitWarning('-1 is a negative number', 'TimeoutNegativeWarning')
  expect(emitted.mock.calls).toEqual([])
  for (let n = 0; n < 20; n++) socket.once('close', () => undefined)
  process.emitWarning('it is deprecated', 'DeprecationWarning')
  expect(emitted.mock.calls.map(([warning]) => String(warning))).toEqual([
    expect.stringContaining('11 close listeners added'),
    'it is deprecated',
  ])
})
