import { expect, test } from 'vitest'
import { authorization } from './authorization.ts'

test('what is shown is a user and a password, a bearer token, or nothing', () => {
  expect([authorization('Aladdin:open sesame'), authorization('mF_9.B5f-4.1JqM'), authorization('')]).toEqual([
    { authorization: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' },
    { authorization: 'Bearer mF_9.B5f-4.1JqM' },
    {},
  ])
})
