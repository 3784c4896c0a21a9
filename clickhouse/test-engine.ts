import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ClickHouse } from './client.ts'
import { startEmbedded, type Embedded, type EmbeddedOptions } from './io/embedded.ts'

/** An embedded server of one test file, with a client for each user. */
export interface TestEngine {
  readonly embedded: Embedded
  readonly options: EmbeddedOptions
  readonly lifespan: ClickHouse
  readonly analyst: ClickHouse
  /** Ends it and deletes its files. */
  stop(): Promise<void>
}

/** The passwords of every test engine. */
export const testPasswords = { lifespan: 'test-lifespan', analyst: 'test-analyst' }

/** Options for an engine in a new temporary directory, on any free ports. */
export async function temporaryOptions(): Promise<EmbeddedOptions> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lifespan-test-'))
  return { dataDir, httpPort: 0, tcpPort: 0, named: { http: false, tcp: false }, passwords: testPasswords }
}

/** Starts an engine for tests, with the databases `lifespan` and `analyst`, empty. */
export async function startTestEngine(more: Partial<EmbeddedOptions> = {}): Promise<TestEngine> {
  const options = { ...(await temporaryOptions()), ...more }
  const embedded = await startEmbedded(options)
  const open = (user: 'lifespan' | 'analyst') =>
    connect({ url: embedded.engineUrl, user, password: testPasswords[user], database: user })
  const [lifespan, analyst] = [open('lifespan'), open('analyst')]
  return {
    embedded,
    options,
    lifespan,
    analyst,
    stop: async () => {
      await Promise.all([lifespan.close(), analyst.close()])
      await embedded.stop()
      await rm(options.dataDir, { recursive: true, force: true })
    },
  }
}
