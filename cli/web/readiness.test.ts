import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createReach } from './readiness.ts'

test('whoever answers in time is reached, whoever refuses is not', async () => {
  expect(await createReach(async () => undefined)()).toBeNull()
  expect(await createReach(() => Promise.reject(new Error('secret')))()).toBe('is not reached, or refuses')
})

test('however many ask, few questions are on their way; an answer that is late counts', async () => {
  const answers: (() => void)[] = []
  const reach = createReach(() => new Promise((resolve) => answers.push(resolve)), 20, 50)
  const probe = () => Promise.all(Array.from({ length: 20 }, reach))
  expect(new Set(await probe())).toEqual(new Set(['does not answer within 0.02 s']))
  expect(answers).toHaveLength(1)
  for (let n = 0; n < 8; n++) await sleep(60).then(probe)
  expect(answers).toHaveLength(4)
  const waiting = reach()
  answers[0]!()
  expect(await waiting).toBeNull()
})
