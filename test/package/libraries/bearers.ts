import { hashOf } from './told.ts'

/**
 * A service that shows bearer tokens to others, in both forms; its SDK was given the instrumentation by hand. One of the tokens says who issued it, of
 * one the server says it, and of one nobody does: who has it can't be told.
 */
const BODY = `
const base = process.env.ISSUERS
const host = new URL(base).host

async function main() {
  const { NodeSDK } = await load('@opentelemetry/sdk-node')
  const { CredentialInstrumentation } = await load('@lifespan/instrumentation/auto')
  const issuers = { ['localhost:' + new URL(base).port]: 'https://idp.example' }
  const sdk = new NodeSDK({ instrumentations: [new CredentialInstrumentation({ bearer: true, issuers })] })
  sdk.start()
  const { get } = await load('node:http')
  const asked = (url, authorization) => new Promise((resolve, reject) =>
    get(url, { headers: { authorization } }, (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject))
  const jwt = process.env.WEB_IDENTITY
  const { status } = await fetch(base + '/api/pods?key=value', { headers: { authorization: 'Bearer ' + jwt } })
  if (status !== 404) throw new Error('another status: ' + status)
  if ((await asked(base + '/computeMetadata/v1', 'bearer ' + jwt)) !== 200) throw new Error('another status')
  await asked(base.replace('127.0.0.1', 'localhost') + '/computeMetadata/v1', 'Bearer an-opaque-token-that-is-known')
  await asked(base + '/computeMetadata/v1', 'Bearer an-opaque-token-of-nobody')
  await asked(base + '/computeMetadata/v1', 'Basic dXNlcjpwYXNzd29yZA==')
  await fetch('http://127.0.0.1:1/', { headers: { authorization: 'Bearer ' + jwt } }).catch(() => undefined)
  const { sign } = await load('jsonwebtoken').then((library) => library.default ?? library)
  sign({ iss: 'https://broker.example', sub: 'checkout', jti: 'by-hand', exp: 4102444800 }, 'secret')
  await sdk.shutdown()
}
main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
`

export const BEARERS = {
  'bearers.mjs': `import { register } from 'node:module'\nregister('@opentelemetry/instrumentation/hook.mjs', import.meta.url)\nconst load = (name) => import(name)\n${BODY}`,
  'bearers.cjs': `const load = async (name) => require(name)\n${BODY}`,
} as const

/** What is told of it. */
export const BORNE: readonly string[] = [
  'used denied web-identity by https://idp.example as job GET HOST/api/pods',
  'used web-identity by https://idp.example as job GET HOST/computeMetadata/v1',
  `used ${hashOf('an-opaque-token-that-is-known')} by https://idp.example GET localhost:PORT/computeMetadata/v1`,
  'issued jwt by-hand by https://broker.example as checkout',
]
