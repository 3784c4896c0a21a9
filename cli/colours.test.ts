import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { afterEach, expect, test, vi } from 'vitest'
import { hasColours } from './colours.ts'
import { createProgress } from './progress.ts'

afterEach(() => void vi.unstubAllEnvs())

test.each<[boolean, NodeJS.ProcessEnv, boolean]>([
  [true, {}, true],
  [true, { TERM: 'xterm' }, true],
  [true, { TERM: 'dumb' }, false],
  [true, { NO_COLOR: '' }, false],
  [false, { CI: 'true' }, false],
])('of a terminal (%s) with %o there are colours: %s', (isTerminal, environment, there) => {
  expect(hasColours(isTerminal, environment)).toBe(there)
})

test.each([
  ['xterm', '\r\u001b[Ka line\n\r\u001b[K'],
  ['dumb', 'a line\n'],
])('progress moves the cursor of a terminal that has one: %s', (term, written) => {
  vi.stubEnv('TERM', term)
  const out = Object.assign(new PassThrough(), { isTTY: true })
  const progress = createProgress(out as unknown as WriteStream)
  progress.note('a line')
  progress.end()
  expect(String(out.read())).toBe(written)
})
