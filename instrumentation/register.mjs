// `node --import @lifespan/instrumentation/register service.js`: libraries tell by themselves, through a pipeline of the library's own.
import module from 'node:module'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { CredentialInstrumentation } from './dist/instrumentation/auto.js'
import { lifespanTelemetry } from './dist/instrumentation/index.js'

// Modules that are imported are seen by hooks: synchronous ones where Node has them (24.11.1 and later), else in a thread of their own.
const hooks = await import('import-in-the-middle/register-hooks.mjs').catch(() => null)
if (hooks?.supportsSyncHooks()) hooks.register()
else module.register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)

registerInstrumentations({ instrumentations: [new CredentialInstrumentation()] })
lifespanTelemetry({ workload: true })
