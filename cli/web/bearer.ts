import { createHash, timingSafeEqual } from 'node:crypto'

const BEARER = /^bearer +(\S+) *$/i

/** Whether a request's `authorization` holds one of the tokens: takes as long whatever it holds, and keeps hashes alone. */
export function createBearer(tokens: readonly string[]): (authorization: string | undefined) => boolean {
  const known = tokens.map(hashOf)
  return (authorization) => {
    const given = hashOf(BEARER.exec(authorization ?? '')?.[1] ?? '')
    return known.map((each) => timingSafeEqual(each, given)).includes(true)
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest()
