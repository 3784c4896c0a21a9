import { credential, ENTITIES, identity, owner, workload } from '../../schemas/entities.ts'
import { Authorities, type Authority } from './authorities.ts'
import { parentColumns } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { Links } from './links.ts'
import type { Episode } from './ownership.ts'
import { Pages } from './pages.ts'
import { Table } from './table.ts'
import { Texts, Words } from './texts.ts'
import { Timelines } from './timelines.ts'

/** All rows that a correlator knows, and what binds them. Nothing here grows with the number of events. */
export class State {
  readonly credential = new Table(credential, LAYOUTS.credential)
  readonly workload = new Table(workload, LAYOUTS.workload)
  readonly identity = new Table(identity, LAYOUTS.identity)
  readonly owner = new Table(owner, LAYOUTS.owner)
  /** What parents tell: only of credentials that have some. */
  readonly parentPart = new Pages(LAYOUTS.parent_part, parentColumns(credential))
  readonly workloadLinks = new Links()
  readonly parentLinks = new Links()
  readonly timelines = new Timelines()
  readonly texts = new Texts()
  /** Kinds of workloads. */
  readonly kinds = new Words()
  readonly authorities = new Authorities()
  /** Stretches in which nobody answers, by identity: made when they are asked for, forgotten when its ownership changes. */
  readonly episodes = new Map<number, readonly Episode[]>()
  /** Tenants of which any ownership fact is known. */
  readonly owned = new Set<string>()

  table(name: (typeof ENTITIES)[number]['name']): Table {
    return this[name]
  }

  /** Tenant and issuer of a row. */
  authority(table: Table, row: number): Authority {
    return this.authorities.at(table.get(row, 'authority'))
  }

  /** The raw id of a row. */
  id(table: Table, row: number): string {
    return this.texts.get(table.get(row, 'id'))
  }

  /** Bytes that all rows, links and ids hold. */
  get size(): number {
    const tables = ENTITIES.reduce((bytes, { name }) => bytes + this.table(name).size, 0)
    const links = this.workloadLinks.size + this.parentLinks.size
    return tables + links + this.parentPart.size + this.timelines.size + this.texts.size
  }
}
