import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jsonLines } from './asking.ts'
import { writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan, start, type Running } from './lifespan.ts'

const ROLE = 'arn:aws:iam::111122223333:role/web'
const LINE = `  - { match: '${ROLE}', owner: ann, from: 2024-01-01 }\n`
const OTHER_LINE = `  - { match: '*:role/*', owner: bob, from: 2024-02-01 }\n`
const PATIENCE = { timeout: 15_000, interval: 250 }

/** Writes a file as editors do: another one takes its place. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}~`, text)
  await rename(`${path}~`, path)
}

/** What a running Lifespan says beside its findings, as it says it. */
function overhear({ child }: Running): () => string {
  let text = ''
  child.stderr.on('data', (chunk: string) => (text += chunk))
  return () => text
}

describe('owners that change while Lifespan runs', () => {
  test('are logged; a bad file is told and the one of before stays; what vanished stays', async () => {
    await inDirectory(async (directory) => {
      const [data, file] = [join(directory, 'data'), join(directory, 'owners.yaml')]
      await writeDeliveries(join(directory, 'logs'))
      await writeFile(file, `owners:\n${LINE}`)
      const up = await start('up', data, ['--owners', file])
      const heard = overhear(up)
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      const owner = async () => (await jsonLines<{ owner: string }>(['findings', '--json', '--data', data]))[0]?.owner
      await expect.poll(owner, PATIENCE).toBe('ann')

      await replace(file, `owners:\n${LINE}${OTHER_LINE}`)
      await expect.poll(owner, PATIENCE).toBe('bob')
      expect(heard()).toContain('owners.yaml has changed: 1 event of owners logged')

      await writeFile(file, `owners:\n${LINE}  - { mach: a, owner: b }\n`)
      await expect
        .poll(heard, PATIENCE)
        .toMatch(/owners\.yaml has changed and is not taken.*\n.*owners\.yaml:3:5: match is missing/)
      expect(heard()).toContain('owners.yaml:3:7: there is no mach here: did you mean match?')
      await rm(file)
      await expect.poll(heard, PATIENCE).toContain('ENOENT: there is no such file')

      await writeFile(file, `owners:\n${LINE}people: [{ owner: bob, departed: 2024-02-15 }]\n`)
      await expect
        .poll(heard, PATIENCE)
        .toContain(
          "owners.yaml no longer says: bob for *:role/* from 2024-02-01T00:00:00.000Z. It was logged and stays, for nothing is taken back: to end an assignment, keep its line and give it an 'until'",
        )
      await expect.poll(owner, PATIENCE).toBe(null)
      const g01 = async () => (await jsonLines(['findings', '--json', '--rule', 'G01', '--data', data])).length
      await expect.poll(g01, PATIENCE).toBeGreaterThan(0)
      expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
      await up.stop()
    })
  })

  test('are those within the configuration too; the rest of it waits', async () => {
    await inDirectory(async (directory) => {
      const [data, config] = [join(directory, 'data'), join(directory, 'lifespan.yaml')]
      await writeDeliveries(join(directory, 'logs'))
      await writeFile(config, `owners:\n${LINE}`)
      const up = await start('up', data, ['--config', config])
      const heard = overhear(up)
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      await replace(config, `owners:\n${LINE}${OTHER_LINE}policy: { chain_depth: 4 }\n`)
      await expect.poll(heard, PATIENCE).toContain('lifespan.yaml has changed: 1 event of owners logged')
      expect(heard()).toContain('lifespan.yaml has changed: all but its owners waits for the next start')
      await up.stop()
    })
  })

  test('are taken from the configuration by an ingest of its own', async () => {
    await inDirectory(async (directory) => {
      const [data, config] = [join(directory, 'data'), join(directory, 'lifespan.yaml')]
      await writeDeliveries(join(directory, 'logs'))
      await writeFile(config, `owners:\n${LINE}`)
      const { stdout } = await lifespan(['ingest', join(directory, 'logs'), '--data', data, '--config', config])
      expect(stdout).toContain('owners: 1 received = 1 accepted')
    })
  })
})
