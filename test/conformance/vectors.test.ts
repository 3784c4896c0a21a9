import { describe, expect, test } from 'vitest'
import { RULES } from '../../correlator/rules/index.ts'
import { Board, END_OF_TIME, sorted } from '../histories/replay.ts'
import { sharedVectors } from '../histories/vectors.ts'

const judged = new Set(RULES.map(({ id }) => id))
const vectors = sharedVectors()

describe('the stream agrees with the shared vectors', () => {
  test.skipIf(vectors.length === 0)('every history has the findings of its truth', () => {
    const differing = vectors.filter((history) => {
      const board = new Board()
      board.take(history.events, END_OF_TIME)
      const truth = sorted(history.findings.filter(({ rule }) => judged.has(rule)))
      return JSON.stringify(board.sorted()) !== JSON.stringify(truth)
    })
    expect(differing.map(({ seed }) => seed)).toEqual([])
  })
})
