import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allPages } from './pages.ts'

describe('the reference pages', () => {
  test.each(Object.entries(allPages()))('%s is what the declarations say (npm run reference)', (name, text) => {
    expect(readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8')).toBe(text)
  })
})
