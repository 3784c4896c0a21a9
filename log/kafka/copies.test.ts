import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import type { Admin, PartitionMetadata } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

/** Where a broker is, and where none is any more. */
let [port, closed] = [0, 0]
let server: Server
beforeAll(async () => {
  const [stays, goes] = [createServer(), createServer()]
  for (const one of [stays, goes]) await once(one.listen(0, '127.0.0.1'), 'listening')
  ;[port, closed] = [stays, goes].map((one) => (one.address() as AddressInfo).port) as [number, number]
  goes.close()
  server = stays
})
afterAll(() => void server.close())

/** Brokers 1 to 3, some of which are dead, and what those that live think of partitions. */
function knowing(partitions: readonly PartitionMetadata[], ...dead: readonly number[]): Admin {
  const brokers = [1, 2, 3].map((nodeId) => ({
    nodeId,
    host: '127.0.0.1',
    port: dead.includes(nodeId) ? closed : port,
  }))
  return adminOf({
    fetchTopicMetadata: async () => ({ topics: [{ name: 'lifespan.events', partitions: [...partitions] }] }),
    describeCluster: async () => ({ brokers, controller: 1, clusterId: '' }),
  })
}

describe('the log can be written', () => {
  test.each([[[]], [[3]]])(
    'where each partition has a leader, and as many copies as it must (dead: %o)',
    async (dead) => {
      const enough = insistOnCopies(knowing([partition(0, 1, 1, 2), partition(1, 2, 1, 2, 3)], ...dead), 2)
      await expect(enough).resolves.toBeUndefined()
    },
  )

  test.each([
    ['no leader', [partition(0, -1), partition(1, 2, 2, 3)], '1 partitions'],
    ['too few copies', [partition(0, 1, 1), partition(1, 1, 1)], '2 partitions'],
  ])('and can not with %s', async (_, partitions, what) => {
    await expect(insistOnCopies(knowing(partitions), 2)).rejects.toThrow(what)
  })

  test('and can not where brokers died of which the last does not know it', async () => {
    const partitions = [partition(0, 1, 1, 2, 3), partition(1, 2, 1, 2, 3)]
    await expect(insistOnCopies(knowing(partitions, 2, 3), 1)).rejects.toThrow('1 partitions')
    await expect(insistOnCopies(knowing(partitions, 2, 3), 2)).rejects.toThrow('2 partitions')
  })

  test('with one copy where nobody says how many there must be', async () => {
    const describeConfigs: Admin['describeConfigs'] = () => Promise.reject(new Error('Cluster authorization failed'))
    expect(await insistOnSettings(adminOf({ describeConfigs }))).toBe(1)
  })
})
