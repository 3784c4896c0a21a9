/** Node 24 tells of a negative timeout that kafkajs asks for now and then, which does no harm (kafka: kafkajs). No other warning is lost. */
const KNOWN = 'TimeoutNegativeWarning'

let isQuiet = false

/** Lets that one warning be unsaid. */
export function quietTimeouts(): void {
  if (isQuiet) return
  isQuiet = true
  const emit = process.emitWarning.bind(process) as (...said: readonly unknown[]) => void
  process.emitWarning = (...said: readonly unknown[]) => {
    if (said[1] !== KNOWN) emit(...said)
  }
}
