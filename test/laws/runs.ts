import { describeDifference, type Law } from './bodies/law.ts'

/** Histories a law, and the seed of the first one. */
export const RUNS = Number(process.env['LAWS_RUNS'] ?? 1_000)
export const FIRST_SEED = Number(process.env['LAWS_SEED'] ?? 0)

/** Histories in which partitions are taken over. */
export const TAKEOVERS = Number(process.env['LAWS_TAKEOVERS'] ?? 20_000)

/** Secrets that a running Lifespan is sent; 10,000 for a change that touches redaction or what is kept. */
export const CANARIES = Number(process.env['LAWS_CANARIES'] ?? 140)

/** Tries a law on every seed; throws at the first that differs, with its history. */
export function holdsForAll(law: Law): void {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const difference = tried(law, seed)
    if (difference !== null) throw new Error(describeDifference(difference))
  }
}

function tried(law: Law, seed: number): ReturnType<Law> {
  try {
    return law(seed)
  } catch (cause) {
    throw new Error(`seed ${seed}: the engine throws (again: LAWS_SEED=${seed} LAWS_RUNS=1)`, { cause })
  }
}
