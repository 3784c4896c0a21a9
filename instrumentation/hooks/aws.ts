import type { Credential } from '../credential.ts'
import { credentials } from '../credentials.ts'
import { fromJwt } from '../jwt.ts'
import { errorOf } from './answer.ts'
import { part, textIn } from './any.ts'
import { handedOut } from './handed-out.ts'
import { observed, observeMethod, type Exports, type Hook, type Outcome } from './observe.ts'

const ISSUER = 'aws'

/** How a request is signed (SigV4, SigV4a): by which access key, and for which service. */
const SIGNED = /^AWS4-\S+ Credential=(\w{16,128})\/\d{8}\/(?:[\w-]+\/)?([\w-]+)\/aws4_request/
/** An assumed role as STS says it: its role has no path there, as in the collector's adapter. */
const ASSUMED = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/s

/** What a call of the SDK has to do with credentials, as it becomes known. */
interface Call {
  readonly action: string
  signed?: { readonly id: string; readonly service: string }
}

interface Args {
  readonly input?: unknown
  readonly request?: unknown
}

type Handler = (args: Args) => Promise<{ readonly output?: unknown }>
type Middleware = (next: Handler, context: object) => Handler

interface Stack {
  add(middleware: Middleware, options: object): void
}

const watched = new WeakSet<object>()

/** Adds to a client what sees its calls and how they are signed: once, whenever it sends. */
function watch(client: unknown): void {
  const stack = part(client, 'middlewareStack') as Stack | undefined
  if (stack === undefined || watched.has(stack)) return
  watched.add(stack)
  const calls = new WeakMap<object, Call>()
  stack.add(outermost(calls), { step: 'initialize', priority: 'high', name: 'lifespanCall', override: true })
  stack.add(innermost(calls), { step: 'deserialize', priority: 'low', name: 'lifespanSigned', override: true })
}

function outermost(calls: WeakMap<object, Call>): Middleware {
  return (next, context) =>
    observed(next, ([args]) => {
      const call: Call = { action: (textIn(context, 'commandName') ?? '').replace(/Command$/, '') }
      calls.set(context, call)
      return (outcome) => {
        tellUse(call, outcome)
        if ('result' in outcome) tellIssued(call, part(args, 'input'), part(outcome.result, 'output'))
      }
    })
}

function innermost(calls: WeakMap<object, Call>): Middleware {
  return (next, context) =>
    observed(next, ([args]) => {
      const call = calls.get(context)
      const headers = part(args, 'request', 'headers')
      const signed = SIGNED.exec(textIn(headers, 'authorization') ?? textIn(headers, 'Authorization') ?? '')
      if (call !== undefined && signed !== null) call.signed = { id: signed[1]!, service: signed[2]! }
      return undefined
    })
}

const THROTTLED = /Throttl|TooManyRequests|SlowDown|RequestLimitExceeded/
/** Errors of keys and signatures (the collector's adapter for CloudTrail has the same). */
const REFUSED =
  /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|InvalidToken|MissingAuthenticationToken|AuthFailure|InvalidSecurity/

/** Why a call was not done; null where nobody answered it, so that nobody was shown a credential. */
function failureOf(outcome: Outcome): string | undefined | null {
  if ('result' in outcome) return undefined
  const [status, name] = [part(outcome.error, '$metadata', 'httpStatusCode'), textIn(outcome.error, 'name') ?? '']
  if (typeof status !== 'number') return null
  if (/Expired/.test(name)) return 'expired'
  if (REFUSED.test(name)) return 'invalid'
  return THROTTLED.test(name) ? 'throttled' : errorOf(status)
}

function tellUse({ action, signed }: Call, outcome: Outcome): void {
  const error = failureOf(outcome)
  if (signed === undefined || error === null) return
  credentials.used({ id: signed.id, issuer: ISSUER }, { action: `${signed.service}:${action}`, error })
}

/** What a call was answered with, where that is a credential, and how it came to be. */
function tellIssued(call: Call, input: unknown, output: unknown): void {
  const token = textIn(output, 'WebIdentityToken')
  const parent = parentOf(call, input)
  if (token !== undefined) return handedOut(fromJwt(token, { parent, delegation: 'exchange' }))
  const session = sessionOf(part(output, 'Credentials') ?? part(output, 'roleCredentials'))
  if (session === null) return
  const arn = textIn(output, 'AssumedRoleUser', 'Arn')
  const delegation = call.action.startsWith('Assume') ? 'assume_role' : 'exchange'
  handedOut({
    ...session,
    subject: arn?.replace(ASSUMED, 'arn:$1:iam::$2:role/$3'),
    parent,
    delegation,
  })
}

/** From what it was made: the key that the call was signed with, else the token that it was asked for with, else what is active. */
function parentOf({ signed }: Call, input: unknown): Credential | undefined {
  if (signed !== undefined) return { id: signed.id, issuer: ISSUER }
  const token = textIn(input, 'WebIdentityToken')
  return token === undefined ? undefined : fromJwt(token)
}

/** Credentials that end, as the SDK has them in answers and in what its providers give; null of keys that don't. */
export function sessionOf(given: unknown): Credential | null {
  const id = textIn(given, 'AccessKeyId') ?? textIn(given, 'accessKeyId')
  const token = textIn(given, 'SessionToken') ?? textIn(given, 'sessionToken')
  const end = part(given, 'Expiration') ?? part(given, 'expiration')
  if (id === undefined || token === undefined) return null
  // SSO says it in milliseconds.
  const notAfter = typeof end === 'number' ? new Date(end) : end instanceof Date ? end : undefined
  return { id, issuer: ISSUER, kind: 'sts_session', notAfter }
}

function patch(exports: Exports): Exports {
  observeMethod(part(exports, 'Client', 'prototype'), 'send', (_, client) => {
    watch(client)
    return undefined
  })
  return exports
}

/** The client that all of AWS's SDK (v3) are made of, in each of the packages that it has lived in. */
export const awsClients: readonly Hook[] = [
  { name: '@smithy/core', versions: ['>=3.24.0 <4'], file: 'dist-cjs/submodules/client/index.js', patch },
  { name: '@smithy/smithy-client', versions: ['>=1.0.0 <5'], patch },
  { name: '@aws-sdk/smithy-client', versions: ['>=3.1.0 <4'], patch },
]
