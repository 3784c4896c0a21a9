import { describe, expect, test } from 'vitest'
import { adviceOnDamage } from './damage.ts'

const TABLE =
  "Cannot attach table `lifespan`.`t` from metadata file store/070/07098fe1/t.sql from query ATTACH TABLE lifespan.t UUID 'd191d3d3-b43b-4cf4-a425-767591af9b01' (`x` UInt64)"
const FOLDER = '/data/clickhouse/store/d19/d191d3d3-b43b-4cf4-a425-767591af9b01'

describe('an engine that does not start for a damaged file', () => {
  test.for([
    [
      'Code: 62. DB::Exception: Syntax error (in file metadata/lifespan.sql): failed at',
      '/data/clickhouse/metadata/lifespan.sql',
    ],
    [
      `Code: 246. DB::Exception: Bad version file: ${FOLDER}/format_version.txt: ${TABLE}`,
      `${FOLDER}/format_version.txt`,
    ],
    [
      `Code: 481. Cannot set modification time to file: ${FOLDER}/all_9_9_0/: , errno: 20: ${TABLE}`,
      `${FOLDER}/all_9_9_0`,
    ],
    [
      `Code: 27. DB::Exception: Cannot parse input: expected 'version: 1': ${TABLE}`,
      `lifespan.t is damaged, in ${FOLDER}`,
    ],
  ])('%s names it', ([words = '', named]) => {
    expect(adviceOnDamage(words, '/data')).toContain(named)
  })

  test('is not suspected where the words are of something else', () => {
    expect(adviceOnDamage('Code: 210. DB::NetException: Address already in use', '/data')).toBe(null)
    expect(adviceOnDamage('', '/data')).toBe(null)
  })
})
