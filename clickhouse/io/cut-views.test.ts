import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeCutViews } from './cut-views.ts'

const OURS = `ATTACH VIEW _ UUID 'x'\n(\n    \`a\` String\n)\nDEFINER = lifespan SQL SECURITY DEFINER\nAS SELECT\n    a\nFROM t\nSETTINGS final = '0'\n`
const THEIRS = "ATTACH VIEW _ UUID 'x'\n(\n    `a` String\n)\nAS SELECT a\nFROM t\n"
const TABLE = "ATTACH TABLE _ UUID 'x'\n(\n    `a` String\n)\nENGINE = Mer"

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifespan-cut-'))
  await mkdir(join(folder, 'store/eac/eac5'), { recursive: true })
})
afterAll(() => rm(folder, { recursive: true }))

async function isKept(definition: string): Promise<boolean> {
  const path = join(folder, 'store/eac/eac5/a.sql')
  await writeFile(path, definition)
  removeCutViews(folder)
  return existsSync(path)
}

test('a view of ours is kept whole, and else taken out, wherever it was cut', async () => {
  expect(await isKept(OURS)).toBe(true)
  const from = OURS.indexOf('SQL SECURITY DEFINER') + 'SQL SECURITY DEFINER\n'.length
  for (let at = from; at < OURS.length; at++) expect.soft([at, await isKept(OURS.slice(0, at))]).toEqual([at, false])
})

test('of what is not ours only what is surely cut is taken out, and never a table', async () => {
  expect(await isKept(THEIRS)).toBe(true)
  expect(await isKept(THEIRS.slice(0, -1))).toBe(false)
  expect(await isKept(TABLE)).toBe(true)
})
