import { describe, expect, test } from 'vitest'
import { decodeBlock } from '../../clickhouse/native/decode.ts'
import { Engine } from '../../correlator/engine/engine.ts'
import { decodeTells, encodeTells } from '../../correlator/io/tell-block.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { decodeBatch, encodeBatch } from '../../log/block.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { generate } from '../histories/generate.ts'
import { batchOf } from '../histories/replay.ts'

const SEEDS = 60
const PARTITIONS = 3

describe('a block of the log', () => {
  test('of events is read as it was written', async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const batch = batchOf(generate(seed))
      if (batch.length === 0) continue
      const read = decodeBatch(await decodeBlock(encodeBatch(batch)))
      expect(read.length).toBe(batch.length)
      expect(read.at).toEqual(batch.at.slice(0, batch.length))
      expect(encodeBatch(read)).toEqual(encodeBatch(batch))
    }
  })

  test('of a version that knows fewer columns, or more, is read as far as it goes', async () => {
    const batch = batchOf(generate(1))
    const block = await decodeBlock(encodeBatch(batch))
    const some = block.columns.filter(({ name }) => !['prod', 'owner_id', 'attributes', 'owner_until'].includes(name))
    const more = { name: 'of_tomorrow', type: 'UInt8', data: new Uint8Array(block.rows) }
    const read = decodeBatch({ ...block, columns: [more, ...some] })
    expect(read.columns.credential_id).toEqual(batch.columns.credential_id)
    expect([...read.columns.prod]).toEqual(Array(batch.length).fill(0))
    expect(read.columns.owner_id).toEqual(Array(batch.length).fill(''))
  })

  test('of what rows tell is read as it was written', async () => {
    let told = 0
    for (let seed = 0; seed < SEEDS; seed++) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const engine = new Engine(RULES, DEFAULT_POLICY, { partition, partitions: PARTITIONS })
        engine.merge(batchOf(generate(seed)))
        for (const { batch } of engine.takeTells()) {
          told += batch.length
          expect(decodeTells(batch.entity, await decodeBlock(encodeTells(batch)))).toEqual(batch)
        }
      }
    }
    expect(told).toBeGreaterThan(SEEDS)
  })
})
