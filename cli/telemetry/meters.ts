import type { FindingRow } from '../../correlator/io/finding-row.ts'
import type { Log } from '../../log/log.ts'
import { Inserts } from './inserts.ts'
import { Journeys } from './journeys.ts'
import { Records } from './records.ts'

/** What a core has done since it was opened: plain numbers, read when somebody asks. */
export class Meters {
  readonly records = new Records()
  readonly inserts = new Inserts()
  readonly journeys = new Journeys()
  /** By rule and activity. */
  readonly findings = new Map<string, number>()
  /** Attempts to tell of them, by endpoint and outcome. */
  readonly alerts = new Map<string, number>()

  /** The same log, counted. */
  log(log: Log): Log {
    return this.#counted(this.journeys.log(log))
  }

  /** The same log, counted, where all is done here once it is durable: others judge. */
  sending(log: Log): Log {
    return this.#counted(this.journeys.sending(log))
  }

  #counted(log: Log): Log {
    return {
      append: async (append) => {
        const { lines } = append.account
        await log.append(append)
        this.records.add(lines)
      },
      close: () => log.close(),
    }
  }

  published(rows: readonly FindingRow[]): void {
    for (const { change } of rows) {
      count(this.findings, `${change.rule.id} ${change.activity}`)
    }
  }

  /** An endpoint was told, or could not be. */
  alerted(endpoint: string, isSent: boolean): void {
    count(this.alerts, `${endpoint} ${isSent ? 'sent' : 'failed'}`)
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
