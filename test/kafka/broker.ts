import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** Ends with us however we end: java dies when standard input closes. Says java's pid first. */
const TETHERED =
  'log=$1; shift; java "$@" >>"$log" 2>&1 & pid=$!; echo $pid; exec 3<&0; (cat <&3 >/dev/null; kill -9 $pid) 2>/dev/null & wait $pid'
const JAVA = ['-Xmx512m', '-Xms128m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']
const STOP_PATIENCE_MS = 15_000

/** One process of Apache Kafka, a broker and controller in one. */
export class Broker {
  readonly #jars: string
  readonly #properties: string
  #child: ChildProcessByStdio<Writable, Readable, null> | null = null
  #pid = 0

  constructor(jars: string, properties: string) {
    this.#jars = jars
    this.#properties = properties
  }

  get runs(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  get pid(): number {
    return this.#pid
  }

  /** Starts it; what it says goes to a file beside its properties. */
  async start(): Promise<void> {
    const args = [...JAVA, '-cp', this.#jars, 'kafka.Kafka', this.#properties]
    const child = spawn('/bin/sh', ['-c', TETHERED, 'sh', `${this.#properties}.log`, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    })
    child.stdin.on('error', () => undefined)
    this.#child = child
    const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    this.#pid = Number(first)
  }

  /** Ends it in order: it hands over what it leads. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** As a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child === null || !this.runs) return
    const ended = once(child, 'exit')
    const late = setTimeout(() => send(this.#pid, 'SIGKILL'), STOP_PATIENCE_MS)
    send(this.#pid, signal)
    await ended
    clearTimeout(late)
    child.stdin.end()
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}
