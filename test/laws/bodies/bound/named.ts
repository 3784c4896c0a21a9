import { authorityBytes } from '../../../../correlator/entities/authorities.ts'
import { LONGEST } from '../../../../correlator/entities/texts.ts'
import type { LifecycleEvent } from '../../../../schemas/events.ts'
import { BYTES_A_UNIT } from '../../../../schemas/utf8.ts'

/** Behind the length of an id. */
const LENGTH_BYTES = 3

/** Who was named by events, and who with whom: the only things that an engine's memory may grow with. */
export class Named {
  readonly #seen = {
    credential: new Set<string>(),
    workload: new Set<string>(),
    identity: new Set<string>(),
    owner: new Set<string>(),
    link: new Set<string>(),
  }
  readonly #issuers = new Set<string>()
  /** Bytes of all raw ids, and of the longest. */
  ids = 0
  longest = 0
  /** Bytes of who issued. */
  authorities = authorityBytes({ tenant: 'default', issuer: '' })

  add(events: readonly LifecycleEvent[]): void {
    for (const event of events) this.#addOne(event)
  }

  get counts() {
    const { credential, workload, identity, owner, link } = this.#seen
    return {
      credential: credential.size,
      workload: workload.size,
      identity: identity.size,
      owner: owner.size,
      link: link.size,
    }
  }

  #addOne({
    credential_id,
    issuer = '',
    parent_id,
    parent_issuer = '',
    workload_id,
    identity,
    owner_id,
  }: LifecycleEvent) {
    const credential = this.#name('credential', credential_id, issuer)
    const parent = this.#name('credential', parent_id, parent_issuer)
    const workload = this.#name('workload', workload_id)
    this.#name('identity', identity)
    this.#name('owner', owner_id)
    if (credential !== null && workload !== null) this.#seen.link.add(`w\0${credential}\0${workload}`)
    if (credential !== null && parent !== null) this.#seen.link.add(`p\0${credential}\0${parent}`)
  }

  #name(kind: 'credential' | 'workload' | 'identity' | 'owner', id: string | undefined, issuer = ''): string | null {
    if (id === undefined || id === '') return null
    const name = `${issuer}\0${id}`
    if (this.#seen[kind].has(name)) return name
    this.#seen[kind].add(name)
    const bytes = Math.min(LONGEST, id.length * BYTES_A_UNIT) + LENGTH_BYTES
    this.ids += bytes
    this.longest = Math.max(this.longest, bytes)
    if (!this.#issuers.has(issuer)) this.authorities += authorityBytes({ tenant: 'default', issuer })
    this.#issuers.add(issuer)
    return name
  }
}
