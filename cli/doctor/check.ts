/** How something stands. Only what failed makes the command end with 1. */
export type Level = 'ok' | 'warn' | 'fail'

/** What a check found of one thing. */
export interface Result {
  readonly level: Level
  /** Which thing: a port, a file, an address, a source. */
  readonly where: string
  readonly what: string
  /** What to do about it; null where all is well. */
  readonly todo: string | null
}

/** One question about a Lifespan or what it stands on. It changes nothing. */
export interface Check<Of> {
  readonly name: string
  look(of: Of): Promise<readonly Result[]>
}

/** What was found, and by which check. */
export interface Examined extends Result {
  readonly check: string
}

/** All is well. */
export const ok = (where: string, what: string): Result => ({ level: 'ok', where, what, todo: null })

/** It works, and not as somebody may think. */
export const warn = (where: string, what: string, todo: string): Result => ({ level: 'warn', where, what, todo })

/** It does not work, or what it says is not to be relied on. */
export const fail = (where: string, what: string, todo: string): Result => ({ level: 'fail', where, what, todo })

/** Faults of Lifespan's end in what to do: `what is wrong: what to do`, and in a further line what else. */
export function failure(where: string, error: unknown): Result {
  const [first = '', ...further] = (error instanceof Error ? error.message : String(error)).split('\n')
  const at = first.lastIndexOf(': ')
  if (at < 0) return fail(where, first, 'mend that, and look again')
  return fail(where, first.slice(0, at), [first.slice(at + 2), ...further].join('; '))
}

/** Asks several checks one after the other; one that can't look has failed. */
export async function lookAll<Of>(checks: readonly Check<Of>[], of: Of, where: string): Promise<Examined[]> {
  const found: Examined[] = []
  for (const { name, look } of checks) {
    const results = await look(of).catch((error: unknown) => [failure(where, error)])
    found.push(...results.map((result) => ({ check: name, ...result })))
  }
  return found
}
