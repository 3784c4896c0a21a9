// `node --import @lifespan/instrumentation/register service.js`: libraries tell by themselves, through a pipeline of the library's own.
import module, { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { CredentialInstrumentation } from './dist/auto.js'
import { lifespanTelemetry } from './dist/index.js'

const HOOKS = 'import-in-the-middle/register-hooks.mjs'

/** Modules that are imported are seen by hooks: synchronous ones where Node has them (24.11.1 and later), else in a thread of their own. */
async function seeImports() {
  const theirs = createRequire(import.meta.url).resolve('@opentelemetry/instrumentation')
  const { register, supportsSyncHooks } = await import(pathToFileURL(createRequire(theirs).resolve(HOOKS)).href)
  if (!supportsSyncHooks()) throw new Error('no synchronous hooks')
  register()
}

await seeImports().catch(() => module.register('@opentelemetry/instrumentation/hook.mjs', import.meta.url))
registerInstrumentations({ instrumentations: [new CredentialInstrumentation()] })
lifespanTelemetry({ workload: true, warn: true })
