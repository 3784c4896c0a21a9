import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ListedFinding } from '../../queries/findings.ts'
import { inDirectory, lifespan } from './lifespan.ts'

const LOGS = fileURLToPath(new URL('../../../shared/data/cloudtrail-invictus', import.meta.url))

/** The truth of the log (data/README.md): key, since, until, appears, exposure in ms, severity. */
const OUTLIVING = [
  ['ASIATFQR7NSC377FNLFZ', '12:08:05', '18:38:25', '12:13:05', 23_420_000, 'low'],
  ['ASIATFQR7NSC36DZQP7P', '12:08:06', '18:30:22', '12:13:06', 22_936_000, 'medium'],
  ['ASIATFQR7NSCSHSEVYP5', '12:08:06', '18:30:22', '12:13:06', 22_936_000, 'medium'],
  ['ASIATFQR7NSCWFKWOWVD', '12:08:05', '18:38:25', '12:13:05', 23_420_000, 'medium'],
]

const clock = (time: string | null) => time?.slice(11, 19)

async function findingsOf(data: string): Promise<ListedFinding[]> {
  const { stdout } = await lifespan(['findings', '--json', '--data', data])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListedFinding)
}

describe.skipIf(!existsSync(LOGS))('a real CloudTrail log of an attacked account', () => {
  test('has exactly the four role keys that outlive their instance', async () => {
    await inDirectory(async (data) => {
      const { code, stdout } = await lifespan(['ingest', LOGS, '--data', data])
      expect(code).toBe(0)
      expect(stdout).toMatch(/^cloudtrail: 2900 received = \d+ accepted \+ \d+ ignored \+ 0 rejected$/m)
      const found = (await findingsOf(data)).map(({ rule, subject, since, until, appears, exposure_ms, severity }) => [
        rule,
        subject.id,
        clock(since),
        clock(until),
        clock(appears),
        exposure_ms,
        severity,
      ])
      expect(found.sort()).toEqual(OUTLIVING.map((line) => ['L01', ...line]).sort())
      const { stderr } = await lifespan(['findings', '--data', data])
      expect(stderr).toContain('G02 is silent')
      expect((await lifespan(['verify', '--data', data])).code).toBe(0)
    })
  }, 120_000)
})
