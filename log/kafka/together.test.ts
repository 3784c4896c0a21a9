import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Together } from './together.ts'

/** Rounds that end when a test says so. */
function rounds() {
  const sent: string[][] = []
  const ends: PromiseWithResolvers<void>[] = []
  const together = new Together<string>((things) => {
    sent.push([...things])
    const end = Promise.withResolvers<void>()
    ends.push(end)
    return end.promise
  })
  return { sent, ends, together }
}

describe('what many have to send', () => {
  test('goes at once, and what comes meanwhile together after it', async () => {
    const { sent, ends, together } = rounds()
    const done: string[] = []
    const send = (...things: string[]) => together.send(things).then(() => done.push(...things))
    const all = [send('a'), send('b', 'c'), send('d')]
    expect(sent).toEqual([['a']])
    ends[0]!.resolve()
    await all[0]
    expect([sent, done]).toEqual([[['a'], ['b', 'c', 'd']], ['a']])
    ends[1]!.resolve()
    await Promise.all(all)
    expect(done).toEqual(['a', 'b', 'c', 'd'])
  })

  test('fails for those of the round that failed, and not for others', async () => {
    const { sent, ends, together } = rounds()
    const [first, second] = [together.send(['a']), together.send(['b'])]
    ends[0]!.reject(new Error('no broker'))
    await expect(first).rejects.toThrow('no broker')
    ends[1]!.resolve()
    await second
    const again = together.send(['a'])
    await nextTurn()
    ends[2]!.resolve()
    await again
    expect(sent).toEqual([['a'], ['b'], ['a']])
  })
})
