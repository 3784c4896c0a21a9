import { credentials } from '../credentials.ts'
import { fromJwt } from '../jwt.ts'
import { refusalOf } from './jwt-errors.ts'
import { observeExport, observeMethod, type Exports, type Observer } from './observe.ts'

const issued: Observer = () => (outcome) => {
  if ('result' in outcome && typeof outcome.result === 'string') credentials.issued(fromJwt(outcome.result))
}

const used: Observer = ([given]) => {
  const token = given instanceof Uint8Array ? Buffer.from(given).toString() : given
  if (typeof token !== 'string') return undefined
  return (outcome) => credentials.used(fromJwt(token), 'error' in outcome ? { error: refusalOf(outcome.error) } : {})
}

/** `SignJWT.sign` issues, `jwtVerify` is a use. Tokens that are encrypted are nobody's to read, and not told of. */
export const jose = {
  name: 'jose',
  versions: ['>=5.0.0 <7'],
  patch(library: Exports) {
    const { SignJWT } = library as { readonly SignJWT?: { readonly prototype: unknown } }
    observeMethod(SignJWT?.prototype, 'sign', issued)
    return observeExport(library, 'jwtVerify', used)
  },
}
