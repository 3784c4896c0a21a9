import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childrenOf, cpuSecondsOf } from './measure.ts'

/** What a server under test says when it is asked: events and findings that its ClickHouse holds. */
export interface Stored {
  readonly events: number
  readonly findings: number
}

/** What a server under test tells its parent. */
export type Told =
  | { readonly ready: string; readonly grpc: string }
  | { readonly stored: Stored }
  | { readonly published: readonly string[]; readonly at: number }

/** A server under test in a process of its own, on a directory of its own. */
export class Served {
  readonly #child: ChildProcess
  readonly #directory: string
  url = ''
  /** Where OTLP over gRPC is received, if it is. */
  grpcUrl = ''
  /** Told of findings as they are published, by subject. */
  onPublished: (subjects: readonly string[], at: number) => void = () => undefined

  private constructor(program: string) {
    this.#directory = mkdtempSync(join(tmpdir(), 'lifespan-bench-'))
    const path = fileURLToPath(new URL(program, import.meta.url))
    const execArgv = process.env['BENCH_SERVER_FLAGS']?.split(' ') ?? []
    this.#child = fork(path, [this.#directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv })
    this.#child.on('message', (told: Told) => {
      if ('published' in told) this.onPublished(told.published, told.at)
    })
  }

  static async start(program: 'ours-server.ts' | 'naive-server.ts'): Promise<Served> {
    const served = new Served(program)
    const { ready, grpc } = await served.#told((told) => ('ready' in told ? told : undefined))
    Object.assign(served, { url: ready, grpcUrl: grpc })
    return served
  }

  /** CPU seconds so far: of the server's own process, and of its ClickHouse. */
  cpu(): { own: number; engine: number } {
    const pid = this.#child.pid!
    return { own: cpuSecondsOf(pid), engine: childrenOf(pid).reduce((sum, child) => sum + cpuSecondsOf(child), 0) }
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Waits until all that was acknowledged is judged and published; says what is stored then. */
  settle(): Promise<Stored> {
    this.#child.send('settle')
    return this.#told((told) => ('stored' in told ? told.stored : undefined))
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.send('stop')
    await gone
    await rm(this.#directory, { recursive: true, force: true })
  }

  #told<T>(pick: (told: Told) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const listener = (told: Told) => {
        const picked = pick(told)
        if (picked === undefined) return
        this.#child.off('message', listener)
        resolve(picked)
      }
      this.#child.on('message', listener)
      this.#child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
  }
}
