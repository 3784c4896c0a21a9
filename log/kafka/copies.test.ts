import type { Admin, PartitionMetadata } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { insistOnCopies } from './copies.ts'
import { insistOnSettings } from './topic-settings.ts'

const partition = (partitionId: number, leader: number, ...isr: number[]): PartitionMetadata => ({
  partitionErrorCode: 0,
  partitionId,
  leader,
  replicas: [1, 2, 3],
  isr,
})

const adminOf = (admin: Partial<Admin>) => admin as Admin
const knowing = (...partitions: PartitionMetadata[]) =>
  adminOf({ fetchTopicMetadata: async () => ({ topics: [{ name: 'lifespan.events', partitions }] }) })

describe('the log can be written', () => {
  test('where each partition has a leader, and as many copies as it must', async () => {
    const enough = insistOnCopies(knowing(partition(0, 1, 1, 2), partition(1, 2, 2, 3)), 2)
    await expect(enough).resolves.toBeUndefined()
  })

  test.each([
    ['no leader', [partition(0, -1), partition(1, 2, 2, 3)], '1 partitions'],
    ['too few copies', [partition(0, 1, 1), partition(1, 1, 1)], '2 partitions'],
  ])('and can not with %s', async (_, partitions, what) => {
    await expect(insistOnCopies(knowing(...partitions), 2)).rejects.toThrow(what)
  })

  test('with one copy where nobody says how many there must be', async () => {
    const describeConfigs: Admin['describeConfigs'] = () => Promise.reject(new Error('Cluster authorization failed'))
    expect(await insistOnSettings(adminOf({ describeConfigs }))).toBe(1)
  })
})
