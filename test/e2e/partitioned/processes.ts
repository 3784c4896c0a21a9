import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('correlator.ts', import.meta.url))

/** Correlators, each a process of its own. */
export class Correlators {
  readonly #args: readonly string[]
  readonly #running = new Set<ChildProcess>()

  constructor(
    brokers: string,
    partitions: number,
    ...clickhouse: readonly [url: string, password: string, ...prepared: 'prepared'[]]
  ) {
    this.#args = [PROGRAM, brokers, String(partitions), ...clickhouse]
  }

  get count(): number {
    return this.#running.size
  }

  /** One more, once it has joined. */
  async start(): Promise<ChildProcess> {
    const child = spawn(process.execPath, this.#args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#running.add(child)
    await once(child.stdout, 'data')
    return child
  }

  /** One leaves as it should. */
  async leave(child = this.#any()): Promise<void> {
    this.#running.delete(child)
    child.stdin!.end()
    await once(child, 'exit')
  }

  /** One is killed. */
  async kill(child = this.#any()): Promise<void> {
    this.#running.delete(child)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** One stands still for so long, and does not know. */
  pause(milliseconds: number, child = this.#any()): void {
    child.kill('SIGSTOP')
    setTimeout(() => child.kill('SIGCONT'), milliseconds)
  }

  async end(): Promise<void> {
    for (const child of this.#running) await this.kill(child)
  }

  #any(): ChildProcess {
    return [...this.#running][0]!
  }
}
