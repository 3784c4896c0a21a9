import { createHash } from 'node:crypto'
import { contentHash, findingId, type Subject } from '../../schemas/findings.ts'
import { slotOf } from '../../schemas/keys.ts'
import type { FindingChange } from '../engine/engine.ts'
import { Credential } from '../entities/credential.ts'
import { ownerAt, ownerSince } from '../entities/ownership.ts'
import type { State } from '../entities/state.ts'
import type { Policy } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** A finding as it is stored and sent: its content, and beside it what the correlator knows at the moment, for alerts. */
export interface FindingRow {
  readonly id: string
  readonly slot: number
  readonly subject: Subject
  readonly subjectKey: Uint8Array
  readonly change: FindingChange
  readonly hash: string
  readonly identity: string
  readonly owner: string
  /** Since when it is this one, ms; 0 where nobody else was before. */
  readonly ownerSince: Millis
  readonly workload: string
  /** What the credential's workload is, once that has ended; else empty. */
  readonly workloadKind: string
  readonly chainRoot: string
  readonly environment: string
  readonly trustDomain: string
}

/** Makes the rows of findings: ids and hashes, and the raw ids that memory keeps for them. */
export function createFindingRows(state: State, policy: Policy): (change: FindingChange, now: number) => FindingRow {
  const credential = new Credential(state, policy)
  return (change, now) => {
    const table = state[change.kind]
    const { tenant, issuer } = state.authority(table, change.row)
    const subject: Subject = { tenant, kind: change.kind, issuer, id: state.id(table, change.row) }
    const id = findingId(sha256, change.rule.id, subject)
    const key = new Uint32Array(4)
    table.key(change.row, key, 0)
    return {
      id,
      slot: slotOf(key[0]!),
      subject,
      subjectKey: new Uint8Array(key.buffer),
      change,
      hash: contentHash(sha256, id, change.activity === 'retract' ? null : change.verdict),
      ...contextOf(state, credential, change, now),
    }
  }
}

type Context = Pick<
  FindingRow,
  'identity' | 'owner' | 'ownerSince' | 'workload' | 'workloadKind' | 'chainRoot' | 'environment' | 'trustDomain'
>

function contextOf(state: State, reader: Credential, change: FindingChange, now: number): Context {
  const isCredential = change.kind === 'credential'
  const row = isCredential ? reader.at(change.row) : null
  const identityRow = row === null ? change.row : row.identity_min
  const identity = identityRow === 0 ? '' : state.id(state.identity, identityRow)
  const owner = identityRow === 0 ? 0 : ownerAt(state, identityRow, now)
  const workload = row === null ? 0 : state.shownWorkload(change.row)
  return {
    identity,
    owner: owner === 0 ? '' : state.id(state.owner, owner),
    ownerSince: identityRow === 0 ? 0 : ownerSince(state, identityRow, now),
    workload: workload === 0 ? '' : state.id(state.workload, workload),
    workloadKind: row === null || row.w_ended === NEVER ? '' : state.kinds.word(row.w_kind_min),
    chainRoot: row === null ? '' : rootOf(state, change.row),
    environment: row?.prod ? 'production' : '',
    trustDomain: /^spiffe:\/\/([^/]+)/.exec(identity)?.[1] ?? '',
  }
}

const MOST_HOPS = 20

/** The topmost credential known above one, over the parents shown; empty where there is none. */
function rootOf(state: State, row: number): string {
  let root = row
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const parent = state.shownParent(root)
    if (parent === 0) break
    root = parent
  }
  return root === row ? '' : state.id(state.credential, root)
}
