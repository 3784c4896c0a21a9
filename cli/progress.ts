import type { WriteStream } from 'node:tty'
import { isSmart } from './colours.ts'

/** How often a line is written where the output is no terminal. */
const QUIET_MS = 5_000
const REDRAW_MS = 100

export interface Progress {
  /** How far it is: bytes of a total (0: not known), and what came of it. */
  show(bytes: number, total: number, records: number): void
  /** A line that stays. */
  note(line: string): void
  end(): void
}

/** Progress of long work: one line that is redrawn on a terminal, and a line now and then elsewhere. */
export function createProgress(out: WriteStream): Progress {
  const redraws = isSmart(out.isTTY)
  let drawn = Date.now()
  const clear = () => void (redraws && out.write('\r\u001b[K'))
  return {
    show(bytes, total, records) {
      if (Date.now() - drawn < (redraws ? REDRAW_MS : QUIET_MS)) return
      drawn = Date.now()
      const part = total > 0 ? `${Math.floor((bytes / total) * 100)} % of ${megabytes(total)}` : megabytes(bytes)
      out.write(`${redraws ? '\r\u001b[K' : ''}reading: ${part}, ${records} records${redraws ? '' : '\n'}`)
    },
    note(line) {
      clear()
      out.write(`${line}\n`)
    },
    end: clear,
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
