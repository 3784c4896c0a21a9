import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
  type InstrumentationConfig,
} from '@opentelemetry/instrumentation'
import { isTrue } from './environment.ts'
import { actions } from './hooks/actions.ts'
import { awsClients } from './hooks/aws.ts'
import { awsProviders } from './hooks/aws-providers.ts'
import { azure, msal } from './hooks/azure.ts'
import { observeBearers } from './hooks/bearer.ts'
import { google } from './hooks/google.ts'
import { jose } from './hooks/jose.ts'
import { jsonwebtoken } from './hooks/jsonwebtoken.ts'
import { kubernetes } from './hooks/kubernetes.ts'
import { oauth4webapi } from './hooks/oauth4webapi.ts'
import type { Exports, Hook } from './hooks/observe.ts'
import { octokit } from './hooks/octokit.ts'
import { simpleOauth2 } from './hooks/simple-oauth2.ts'
import { vault } from './hooks/vault.ts'
import { useIssuers } from './issuers.ts'
import { complain } from './safely.ts'
import { SCOPE } from './tell.ts'

/** Libraries that are known, each with the versions that are tested at both ends. */
const HOOKS: readonly Hook[] = [
  ...awsClients,
  ...awsProviders,
  vault,
  oauth4webapi,
  simpleOauth2,
  google,
  azure,
  msal,
  kubernetes,
  jose,
  jsonwebtoken,
  octokit,
  actions,
]

/** The libraries that tell by themselves, and in which versions. */
export const SUPPORTED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  HOOKS.map(({ name, versions }) => [name, versions]),
)

export interface CredentialInstrumentationConfig extends InstrumentationConfig {
  /** Whether bearer tokens of outgoing requests (`fetch`, undici, `node:http`) are told as used; unless it is said, as `LIFESPAN_BEARER=true` says. */
  readonly bearer?: boolean | undefined
  /** Who issues what is presented at a host (`{ 'vault.internal:8200': 'vault:prod' }`); unless it is said, as `LIFESPAN_ISSUERS` says. */
  readonly issuers?: Readonly<Record<string, string>> | undefined
}

/** Has libraries tell what they do with credentials: `new NodeSDK({ instrumentations: [new CredentialInstrumentation()] })`. */
export class CredentialInstrumentation extends InstrumentationBase<CredentialInstrumentationConfig> {
  /** Set by `enable`, which the base class calls before there are fields of this one. */
  declare private unobserve: (() => void) | undefined

  constructor(config: CredentialInstrumentationConfig = {}) {
    super(SCOPE.name, SCOPE.version, config)
    if (config.issuers !== undefined) useIssuers(config.issuers)
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    return HOOKS.map(definitionOf)
  }

  override enable(): void {
    super.enable()
    if (this.getConfig().bearer ?? isTrue('LIFESPAN_BEARER')) this.unobserve ??= observeBearers()
  }

  override disable(): void {
    super.disable()
    this.unobserve?.()
    this.unobserve = undefined
  }
}

function definitionOf({ name, versions, file, patch }: Hook): InstrumentationNodeModuleDefinition {
  const patched = (library: Exports) => attempt(name, library, patch)
  const supported = [...versions]
  if (file === undefined) return new InstrumentationNodeModuleDefinition(name, supported, patched)
  const inner = new InstrumentationNodeModuleFile(`${name}/${file}`, supported, patched, () => undefined)
  return new InstrumentationNodeModuleDefinition(name, supported, undefined, undefined, [inner])
}

/** A library that can't be made out is left as it is. */
function attempt(name: string, library: Exports, patch: (library: Exports) => Exports): Exports {
  try {
    const patched = patch(library)
    // What was CommonJS and is imported is its default as well.
    const { default: whole } = library
    if (isModule(library) && typeof whole === 'object' && whole !== null) library['default'] = patch(whole as Exports)
    return patched
  } catch {
    complain(`${name} could not be observed`)
    return library
  }
}

const isModule = (library: Exports) =>
  (library as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'Module'
