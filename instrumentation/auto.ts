import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  type InstrumentationConfig,
} from '@opentelemetry/instrumentation'
import { jose } from './hooks/jose.ts'
import { jsonwebtoken } from './hooks/jsonwebtoken.ts'
import type { Exports } from './hooks/observe.ts'
import { complain } from './safely.ts'
import { SCOPE } from './tell.ts'

/** Libraries that are known, each with the versions that are tested at both ends. */
const HOOKS = [jose, jsonwebtoken]

/** The libraries that tell by themselves, and in which versions. */
export const SUPPORTED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  HOOKS.map(({ name, versions }) => [name, versions]),
)

/** Has libraries tell what they do with credentials: `new NodeSDK({ instrumentations: [new CredentialInstrumentation()] })`. */
export class CredentialInstrumentation extends InstrumentationBase {
  constructor(config: InstrumentationConfig = {}) {
    super(SCOPE.name, SCOPE.version, config)
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    return HOOKS.map(
      ({ name, versions, patch }) =>
        new InstrumentationNodeModuleDefinition(name, versions, (library: Exports) => attempt(name, library, patch)),
    )
  }
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
