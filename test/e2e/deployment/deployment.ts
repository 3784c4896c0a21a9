import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '../lifespan.ts'
import { ROOT } from '../shell.ts'

export type Role = 'collect' | 'correlate' | 'archive' | 'notify'

/** One process of a deployment. */
export interface Member {
  readonly role: Role
  readonly child: ChildProcess
  /** Where it is reached: OTLP of one that collects, probes of all others. */
  readonly url: string
}

const BIN = join(ROOT, 'bin/lifespan.js')
const ANY_PORT: Readonly<Record<Role, readonly string[]>> = {
  collect: ['--otlp-port', '0', '--otlp-grpc-port', '0'],
  correlate: ['--probes-port', '0'],
  archive: ['--probes-port', '0'],
  notify: ['--probes-port', '0'],
}
const URL_SAID = /http:\/\/127\.0\.0\.1:\d+/

/** A Lifespan of many processes, as somebody would run it whose log is Kafka. */
export class Deployment {
  readonly members: Member[] = []
  /** What they said that went wrong. */
  readonly said: string[] = []
  readonly #env: Env
  readonly #data: string

  /** `env` says where Kafka and ClickHouse are, and the key; nothing is kept in `data`. */
  constructor(env: Env, data: string) {
    this.#env = env
    this.#data = data
  }

  /** One more, once it is up. */
  async start(role: Role, args: readonly string[] = []): Promise<Member> {
    const command = [BIN, role, '--data', this.#data, ...ANY_PORT[role], ...args]
    const child = spawn(process.execPath, command, { stdio: 'pipe', env: { ...process.env, ...this.#env } })
    createInterface({ input: child.stderr }).on('line', (line) => this.said.push(`${role}: ${line}`))
    const lines = createInterface({ input: child.stdout })
    const url = await new Promise<string>((resolve, reject) => {
      lines.on('line', (line) => {
        const [found] = URL_SAID.exec(line) ?? []
        if (found !== undefined && /^lifespan collect|^ {2}probes/.test(line)) resolve(found)
      })
      child.on('exit', () => reject(new Error(`lifespan ${role} ended: ${this.said.join('\n')}`)))
    })
    const member = { role, child, url }
    this.members.push(member)
    return member
  }

  of(role: Role): Member[] {
    return this.members.filter((member) => member.role === role)
  }

  /** One is killed. */
  async kill(member: Member): Promise<void> {
    await this.#end(member, 'SIGKILL')
  }

  /** One leaves as it should. */
  async stop(member: Member): Promise<void> {
    await this.#end(member, 'SIGTERM')
  }

  /** One stands still for so long, and does not know. */
  async pause({ child }: Member, milliseconds: number): Promise<void> {
    child.kill('SIGSTOP')
    await sleep(milliseconds)
    child.kill('SIGCONT')
  }

  async end(): Promise<void> {
    await Promise.all([...this.members].map((member) => this.kill(member)))
  }

  async #end(member: Member, signal: NodeJS.Signals): Promise<void> {
    this.members.splice(this.members.indexOf(member), 1)
    const { child } = member
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
}
