/** A service that signs and verifies tokens with libraries, and knows nothing of ours; each project of the test has it in its own form. */
const BODY = `
  const key = new TextEncoder().encode('a key of thirty-two bytes or more')
  const claims = { iss: 'https://broker.example', sub: 'checkout', exp: Math.floor(Date.now() / 1000) + 3600 }
  const { SignJWT, jwtVerify } = jose
  const signed = await new SignJWT({ ...claims, jti: 'jose' }).setProtectedHeader({ alg: 'HS256' }).sign(key)
  const { payload } = await jwtVerify(signed, key)
  if (payload.jti !== 'jose') throw new Error('another payload')
  const late = await new SignJWT({ ...claims, jti: 'jose-late', exp: 1 }).setProtectedHeader({ alg: 'HS256' }).sign(key)
  const refused = await jwtVerify(late, key).catch((error) => error.code)
  if (refused !== 'ERR_JWT_EXPIRED') throw new Error('another error: ' + refused)

  const one = jsonwebtoken.sign({ ...claims, jti: 'jwt' }, 'secret')
  if (jsonwebtoken.verify(one, 'secret').jti !== 'jwt') throw new Error('another payload')
  const other = await new Promise((resolve, reject) =>
    jsonwebtoken.sign({ ...claims, jti: 'jwt-back' }, 'secret', {}, (error, token) => (error ? reject(error) : resolve(token))))
  const wrong = await new Promise((resolve) => jsonwebtoken.verify(other, 'another', (error) => resolve(error.name)))
  if (wrong !== 'JsonWebTokenError') throw new Error('another error: ' + wrong)
  try {
    jsonwebtoken.verify('no token', 'secret')
  } catch (error) {
    if (error.message !== 'jwt malformed') throw error
  }
`

export const HOOKED = {
  module: `import * as jose from 'jose'\nimport jsonwebtoken from 'jsonwebtoken'\n${BODY}`,
  commonjs: `async function main() {\n  const jose = require('jose')\n  const jsonwebtoken = require('jsonwebtoken')\n${BODY}}\nmain()\n`,
} as const

/** What is told of it: the id, what happened, and how it came out. */
export const TOLD: readonly (readonly [id: string, type: string, outcome: string])[] = [
  ['jose', 'credential.issued', 'ok'],
  ['jose', 'credential.used', 'ok'],
  ['jose-late', 'credential.issued', 'ok'],
  ['jose-late', 'credential.used', 'refused'],
  ['jwt', 'credential.issued', 'ok'],
  ['jwt', 'credential.used', 'ok'],
  ['jwt-back', 'credential.issued', 'ok'],
  ['jwt-back', 'credential.used', 'refused'],
]
