import { issues, uses } from './jwt.ts'
import { observeExport, observeMethod, type Exports } from './observe.ts'

const textOf = (given: unknown) => (given instanceof Uint8Array ? Buffer.from(given).toString() : given)

/** `SignJWT.sign` issues, `jwtVerify` is a use. Tokens that are encrypted are nobody's to read, and not told of. */
export const jose = {
  name: 'jose',
  versions: ['>=5.0.0 <7'],
  patch(library: Exports) {
    const { SignJWT } = library as { readonly SignJWT?: { readonly prototype: unknown } }
    observeMethod(SignJWT?.prototype, 'sign', issues)
    return observeExport(library, 'jwtVerify', uses(textOf))
  },
}
