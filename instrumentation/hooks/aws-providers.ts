import { sessionOf } from './aws.ts'
import { handedOut } from './handed-out.ts'
import { observed, remade, replaceExport, type Exports, type Hook } from './observe.ts'

/** Of a provider: what it gives is handed out, where it ends. */
const provider = (made: unknown) =>
  observed(made, () => (outcome) => {
    const session = 'result' in outcome ? sessionOf(outcome.result) : null
    if (session !== null) handedOut(session)
  })

const patch = (exports: Exports) =>
  Object.keys(exports)
    .filter((name) => /^(from[A-Z]|defaultProvider$)/.test(name))
    .reduce<Exports>((patched, name) => replaceExport(patched, name, remade(patched[name], provider)), exports)

/** `fromWebToken()`, `fromNodeProviderChain()`, …: each makes a provider; and what a client takes that is given none. */
export const awsProviders: readonly Hook[] = [
  { name: '@aws-sdk/credential-providers', versions: ['>=3.27.0 <4'], patch },
  { name: '@aws-sdk/credential-provider-node', versions: ['>=3.1.0 <4'], patch },
]
