/** The `error.type` of a credential that was not accepted, by the names that libraries for JWT give their errors. */
const REFUSALS: Readonly<Record<string, string>> = {
  TokenExpiredError: 'expired',
  JWTExpired: 'expired',
}

/** Why a JWT was refused: that it had expired, or that it is no good. */
export function refusalOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  return REFUSALS[name] ?? 'invalid'
}
