/**
 * What Node 24 warns of, and does no harm: a negative timeout that kafkajs asks for now and then (kafka: kafkajs), and that it lets go of
 * the same connection to a broker that is not there more than once.
 */
const KNOWN = /TimeoutNegativeWarning|connect listeners added to \[Socket\]/

let isQuiet = false

/** Lets those two warnings be unsaid; no other one is lost. */
export function quietWarnings(): void {
  if (isQuiet) return
  isQuiet = true
  const emit = process.emitWarning.bind(process) as (...said: readonly unknown[]) => void
  process.emitWarning = (...said: readonly unknown[]) => {
    if (!KNOWN.test(`${String(said[0])} ${String(said[1])}`)) emit(...said)
  }
}
