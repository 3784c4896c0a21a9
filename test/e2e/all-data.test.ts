import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { accountOf, jsonLines } from './asking.ts'
import { inDirectory, lifespan } from './lifespan.ts'

const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url))

interface Used {
  readonly source: string
  readonly kind: string
  readonly [count: string]: string | number
}

/** What the adapters' logs hold of credentials (data/README.md). */
const TRUTH = [
  ['kubernetes', 'kubernetes_token', { issued: 22, used: 13, requests: 134, unused: 9, of_a_workload: 3 }],
  ['kubernetes', 'x509_certificate', { issued: 0, used_unissued: 6, requests_unissued: 448 }],
  ['vault', 'vault_token', { issued: 232, used: 4, requests: 465, unused: 228, made_from_another: 3 }],
] as const

describe.skipIf(!existsSync(DATA))('all real logs in one directory', () => {
  test('are read side by side, each by its own adapter, and nothing is found but what is true', async () => {
    await inDirectory(async (data) => {
      const { code, stderr } = await lifespan(['ingest', DATA, '--data', data])
      expect(code).toBe(0)
      expect(stderr).toMatch(/testdrivenio_vault.*NUL bytes before an entry were passed over/)
      expect((await accountOf(data, 'vault')).reasons).toContain(
        'warning 1: NUL bytes outside records were passed over',
      )
      for (const source of ['cloudtrail', 'kubernetes', 'vault', 'unknown']) {
        const { received, accepted, ignored, rejected } = await accountOf(data, source)
        expect(accepted + ignored + rejected).toBe(received)
      }
      const rows = await jsonLines<Used>(['query', 'issuance-and-use', '--json', '--data', data])
      for (const [source, kind, counts] of TRUTH) {
        const row = rows.find((one) => one.source === source && one.kind === kind)
        expect(row, `${source} ${kind}`).toMatchObject(counts)
      }
      const found = await jsonLines<{ rule: string }>(['findings', '--json', '--data', data])
      expect(found.map(({ rule }) => rule)).toEqual(['L01', 'L01', 'L01', 'L01'])
      const verified = await lifespan(['verify', '--data', data])
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining(', 0 differences') })
    })
  }, 120_000)
})
