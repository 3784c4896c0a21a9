import { defineConfig } from 'vitest/config'
import LongFirst from './test/long-first.ts'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'lifespan-data/**', 'lifespan-demo/**', 'tmp/**'],
    reporters: ['default', './test/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
  },
})
