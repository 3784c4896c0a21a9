import { diag } from '@opentelemetry/api'

/** What became of what was said: in carriers, where an event and the span around it are one. */
export interface Delivery {
  sent: number
  delivered: number
  failed: number
  /** The last thing that went wrong. */
  problem: string | null
}

interface Result {
  readonly code: number
  readonly error?: Error
}

interface Exporter<Item> {
  export(items: Item[], done: (result: Result) => void): void
  forceFlush?(): Promise<void>
  shutdown(): Promise<void>
}

const success = 0
const quiet = () => {}

/** The same exporter, with its outcomes counted. Retries are its own; what it gives up is counted, not thrown. */
export function counted<Item>(exporter: Exporter<Item>, delivery: Delivery): Required<Exporter<Item>> {
  return {
    export(items, done) {
      exporter.export(items, (result) => {
        if (result.code === success) delivery.delivered += items.length
        else delivery.failed += items.length
        if (result.code !== success) delivery.problem = result.error?.message ?? 'export failed'
        done({ code: success })
      })
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
}

/** Hears what the SDK has to say (a collector that rejects a part of a batch, a queue that overflows) as a problem, not as a line each. */
export function hearWarnings(delivery: Delivery): void {
  const note = (message: string, ...details: unknown[]) => {
    delivery.problem = [message, ...details.filter((detail) => typeof detail === 'string')].join(' ')
  }
  diag.setLogger({ error: note, warn: note, info: quiet, debug: quiet, verbose: quiet })
}
