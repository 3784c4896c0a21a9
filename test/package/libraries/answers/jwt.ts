const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url')

/** When all that is issued here ends, in seconds since the epoch. */
export const END = Math.floor(Date.parse('2100-01-01T00:00:00Z') / 1_000)

/** A JWT as somebody might have signed it: nobody here verifies it. */
export const jwtOf = (claims: object): string =>
  `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ exp: END, ...claims })}.${Buffer.alloc(64, 7).toString('base64url')}`
