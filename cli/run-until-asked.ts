import { complain } from './output.ts'

const STOP_PATIENCE_MS = 4_500

/** Runs something until we are asked to stop, and sees to it that it then ends in time. */
export async function runUntilAsked(run: (asked: Promise<null>) => Promise<void>): Promise<void> {
  const asked = stopAsked()
  void asked.then(() => endInTime())
  await run(asked)
}

/** A stop that takes too long is cut short: what was acknowledged is durable, and the next start makes up for the rest. */
export function endInTime(): void {
  const late = () => {
    complain('what it stores in does not answer; ending without it. Nothing that was acknowledged is lost')
    process.exit(1)
  }
  setTimeout(late, STOP_PATIENCE_MS).unref()
}

/** Resolves when we are asked to stop: listened for from the first moment on, for a start takes a while. */
export function stopAsked(): Promise<null> {
  return new Promise((resolve) => {
    // Stays on: a terminal and whoever started us may both signal, and the second one must not cut the first one short.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(null))
    // Under another Node (bin/lifespan.js) we end with whoever started us; the channel to it does not keep us alive.
    process.on('disconnect', () => resolve(null))
    process.channel?.unref()
  })
}
