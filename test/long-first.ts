import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, though they are short: first, so that no worker is left with one of them in the end. Who waits is beside who works. */
const LONG = [
  'test/e2e/archive-again.test.ts',
  'test/laws/mutants.test.ts',
  'test/laws/takeover.law.test.ts',
  'test/e2e/brokers.test.ts',
  'test/laws/collecting.test.ts',
  'test/e2e/kill.test.ts',
  'test/e2e/kafka.test.ts',
  'test/laws/restoring.test.ts',
  'test/e2e/survival.test.ts',
  'test/e2e/full-disk.test.ts',
]

/** What is long goes first, and then what is large. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const place = LONG.findIndex((file) => moduleId.endsWith(`/${file}`))
      return place < 0 ? LONG.length : place
    }
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}
