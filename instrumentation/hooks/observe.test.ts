import { describe, expect, test } from 'vitest'
import { observed, observeExport, type Exports, type Outcome } from './observe.ts'

/** A function that is observed, and what was seen of its calls. */
function watching<F>(original: F) {
  const seen: (Outcome & { readonly args: readonly unknown[] })[] = []
  const same = observed(original, (args) => (outcome) => void seen.push({ ...outcome, args }))
  return { same, seen }
}

describe('a function that is observed', () => {
  test('takes and gives back the same, with the same self, name, length and properties', () => {
    const original = Object.assign(
      function sum(this: { base: number }, one: number, other: number) {
        return this.base + one + other
      },
      { version: 7 },
    )
    const { same, seen } = watching(original)
    expect(same.call({ base: 1 }, 2, 3)).toBe(6)
    expect([same.name, same.length, same.version]).toEqual(['sum', 2, 7])
    expect(seen).toEqual([{ args: [2, 3], result: 6 }])
  })

  test('can be called with new', () => {
    class Thing {
      readonly size: number
      constructor(size: number) {
        this.size = size
      }
    }
    const { same } = watching(Thing)
    expect(new same(3)).toBeInstanceOf(Thing)
    expect(new same(3).size).toBe(3)
  })

  test('throws the same', () => {
    const theirs = new RangeError('theirs')
    const { same, seen } = watching(() => {
      throw theirs
    })
    expect(same).toThrow(theirs)
    expect(seen).toEqual([{ args: [], error: theirs }])
  })

  test('resolves and rejects with the same', async () => {
    const theirs = new RangeError('theirs')
    const { same, seen } = watching(async (fails: boolean) => {
      if (fails) throw theirs
      return 'result'
    })
    expect(await same(false)).toBe('result')
    await expect(same(true)).rejects.toBe(theirs)
    expect(seen.map((outcome) => ('error' in outcome ? outcome.error : outcome.result))).toEqual(['result', theirs])
  })

  test('has a rejection that nobody minds heard of once, as before', async () => {
    const heard: unknown[] = []
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => heard.push(reason))
    const theirs = new RangeError('theirs')
    void watching(async () => {
      throw theirs
    }).same()
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
    expect(heard).toEqual([theirs])
  })

  test('minds nothing that an observer does', async () => {
    const fails = () => {
      throw new Error('ours')
    }
    expect(observed(() => 7, fails)()).toBe(7)
    expect(
      observed(
        () => 7,
        () => fails,
      )(),
    ).toBe(7)
    await expect(
      observed(
        async () => 7,
        () => fails,
      )(),
    ).resolves.toBe(7)
    expect(
      observed(
        () => 7,
        () => undefined,
      )(),
    ).toBe(7)
  })

  test('is observed once, however often it comes', () => {
    const { same, seen } = watching(() => 7)
    const again = observed(same, () => () => void seen.push({ args: ['twice'], result: 7 }))
    expect(again).toBe(same)
    again()
    expect(seen).toHaveLength(1)
  })
})

describe('what a module exports', () => {
  const observer = () => () => undefined
  const works = (exports: Exports) => (exports['verify'] as () => number)()

  test('is changed where it can be', () => {
    const exports: Exports = { verify: () => 7, other: 1 }
    expect(observeExport(exports, 'verify', observer)).toBe(exports)
    expect(works(exports)).toBe(7)
  })

  test.each<readonly [string, () => Exports]>([
    ['has getters', () => Object.defineProperty({ other: 1 }, 'verify', { enumerable: true, get: () => () => 7 })],
    ['is frozen', () => Object.freeze({ verify: () => 7, other: 1 })],
  ])('is copied where it %s', (_, make) => {
    const exports = make()
    const copy = observeExport(exports, 'verify', observer)
    expect(copy).not.toBe(exports)
    expect([works(copy), copy['other'], Object.keys(copy).toSorted()]).toEqual([7, 1, ['other', 'verify']])
  })

  test('is left alone where that function is missing', () => {
    const exports: Exports = { other: 1 }
    expect(observeExport(exports, 'verify', observer)).toBe(exports)
  })
})
