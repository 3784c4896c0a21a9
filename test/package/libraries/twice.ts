import { hashOf } from './told.ts'

/** A service that has libraries by import as well as by require, and the instrumentation twice: by `--import` and by hand. */
export const TWICE = {
  'twice.mjs': `
import { createRequire } from 'node:module'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { CredentialInstrumentation } from '@lifespan/instrumentation/auto'
registerInstrumentations({ instrumentations: [new CredentialInstrumentation({ bearer: true }), new CredentialInstrumentation({ bearer: true })] })
const require = createRequire(import.meta.url)
const claims = { iss: 'https://broker.example', sub: 'checkout', exp: 4102444800 }
const key = new TextEncoder().encode('a key of thirty-two bytes or more')
for (const [way, jose] of [['import', await import('jose')], ['require', require('jose')]])
  await new jose.SignJWT({ ...claims, jti: 'jose-' + way }).setProtectedHeader({ alg: 'HS256' }).sign(key)
for (const [way, { sign, verify }] of [['import', (await import('jsonwebtoken')).default], ['require', require('jsonwebtoken')]])
  verify(sign({ ...claims, jti: 'jsonwebtoken-' + way }, 'secret'), 'secret')
for (const vault of [(await import('node-vault')).default, require('node-vault')])
  await vault({ endpoint: process.env.ISSUERS, token: 'a-token' }).read('secret/data/db')
await fetch(process.env.ISSUERS + '/api/pods', { headers: { authorization: 'Bearer ' + process.env.WEB_IDENTITY } })
`,
} as const

/** What is told of it: each once. */
export const ONCE: readonly string[] = [
  ...['jose-import', 'jose-require', 'jsonwebtoken-import', 'jsonwebtoken-require'].map(
    (id) => `issued jwt ${id} by https://broker.example as checkout`,
  ),
  ...['jsonwebtoken-import', 'jsonwebtoken-require'].map((id) => `used ${id} by https://broker.example as checkout`),
  ...Array<string>(2).fill(`used ${hashOf('a-token')} by vault:HOST read secret/data/db`),
  'used denied web-identity by https://idp.example as job GET HOST/api/pods',
]
