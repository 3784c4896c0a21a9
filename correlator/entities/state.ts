import { credential, ENTITIES, identity, owner, workload } from '../../schemas/entities.ts'
import { partitionOf, WHOLE, type Share } from '../../schemas/partition.ts'
import { Authorities, type Authority } from './authorities.ts'
import { toldColumns } from './layout.ts'
import { LAYOUTS, TOLD_WORD, WORD } from './layouts.ts'
import { Links, WorkloadLinks } from './links.ts'
import type { Episode } from './ownership.ts'
import { blankPage, pageBits, Pages } from './pages.ts'
import { Table } from './table.ts'
import { Texts, Words } from './texts.ts'
import { Timelines } from './timelines.ts'

const UNTOLD = blankPage(LAYOUTS.told, toldColumns(credential))

/** About what the stretches of one identity take, … */
export const EPISODES_BYTES = 100
/** … and each of them. */
export const EPISODE_BYTES = 48

/** All rows that a correlator knows, and what binds them. Nothing here grows with the number of events. */
export class State {
  readonly credential: Table
  readonly workload: Table
  readonly identity: Table
  readonly owner: Table
  /** What parents and several workloads tell: only of credentials that have some. */
  readonly told: Pages
  readonly workloadLinks: WorkloadLinks
  readonly parentLinks: Links
  readonly timelines: Timelines
  readonly texts = new Texts()
  /** Kinds of workloads. */
  readonly kinds = new Words()
  readonly authorities = new Authorities()
  /** Stretches in which nobody answers, by identity: made when they are asked for, forgotten when its ownership changes. */
  readonly episodes = new Map<number, readonly Episode[]>()
  /** Tenants of which any ownership fact is known. */
  readonly owned = new Set<string>()
  readonly share: Share

  constructor(share: Share = WHOLE) {
    const bits = pageBits(share.partitions)
    this.share = share
    this.credential = new Table(credential, LAYOUTS.credential, bits)
    this.workload = new Table(workload, LAYOUTS.workload, bits)
    this.identity = new Table(identity, LAYOUTS.identity, bits)
    this.owner = new Table(owner, LAYOUTS.owner, bits)
    this.told = new Pages(UNTOLD, bits)
    this.workloadLinks = new WorkloadLinks(this.workload, this.credential, bits)
    this.parentLinks = new Links(this.credential, bits)
    this.timelines = new Timelines(bits)
  }

  /** Whether a row is ours to judge: others stand for whom it hears of. */
  owns(table: Table, row: number): boolean {
    return this.ownsKey(table.get(row, WORD.key))
  }

  /** Whether the row of a key is ours, by the key's first word. */
  ownsKey(firstWord: number): boolean {
    return partitionOf(firstWord, this.share.partitions) === this.share.partition
  }

  /** The partition in which the row of a key is judged. */
  partitionOf(firstWord: number): number {
    return partitionOf(firstWord, this.share.partitions)
  }

  table(name: (typeof ENTITIES)[number]['name']): Table {
    return this[name]
  }

  /** Tenant and issuer of a row. */
  authority(table: Table, row: number): Authority {
    return this.authorities.at(table.get(row, WORD.authority))
  }

  /** The raw id of a row. */
  id(table: Table, row: number): string {
    return this.texts.get(table.get(row, WORD.id))
  }

  /** The workload of a credential that is shown: of several the one with the smallest id. */
  shownWorkload(row: number): number {
    const told = this.credential.get(row, WORD.told)
    return this.toldWord(told, TOLD_WORD.workload) || this.credential.get(row, WORD.workload)
  }

  /** The parent of a credential that is shown: of several the one with the smallest id; 0 where it has none. */
  shownParent(row: number): number {
    return this.toldWord(this.credential.get(row, WORD.told), TOLD_WORD.parent)
  }

  /** The told part of a credential, made when it is needed for the first time. */
  toldPart(row: number): number {
    const known = this.credential.get(row, WORD.told)
    if (known !== 0) return known
    const part = this.told.add()
    this.credential.set(row, WORD.told, part)
    return part
  }

  /** A word of a told part; 0 where there is no part. */
  toldWord(part: number, word: number): number {
    return this.told.page(part).words[this.told.words(part) + word]!
  }

  /** Bytes that all rows, links, ids and words hold. */
  get size(): number {
    const tables = ENTITIES.reduce((bytes, { name }) => bytes + this.table(name).size, 0)
    const links = this.workloadLinks.size + this.parentLinks.size
    const words = this.kinds.size + this.authorities.size
    return tables + links + words + this.told.size + this.timelines.size + this.texts.size + this.#episodesSize
  }

  get #episodesSize(): number {
    return [...this.episodes.values()].reduce((bytes, { length }) => bytes + EPISODES_BYTES + length * EPISODE_BYTES, 0)
  }
}
