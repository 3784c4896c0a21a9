import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Attributes } from '@opentelemetry/api'
import { agent } from './detectors/agent.ts'
import { githubActions, gitlabCi } from './detectors/ci.ts'
import { cloudRun, ecs, lambda } from './detectors/clouds.ts'
import type { Detector, Surroundings } from './detectors/detector.ts'
import { kubernetes } from './detectors/kubernetes.ts'
import { spiffe, spiffeIdentity } from './detectors/spiffe.ts'
import { complain } from './safely.ts'
import { publicId } from './secrets.ts'

/** From the outermost in: what a later one says goes before, for a job in a pod is a job. */
const DETECTORS: readonly Detector[] = [ecs, kubernetes, cloudRun, lambda, gitlabCi, githubActions, agent, spiffe]
const LARGEST = 65_536

/** What this process can see. */
const HERE: Surroundings = { env: process.env, read: readSmall }

function readSmall(path: string): string | null {
  try {
    return readFileSync(path).toString('utf8', 0, LARGEST)
  } catch {
    return null
  }
}

/** Who runs here, by what its surroundings say: attributes of a resource. Asks nobody, and takes no secret. @internal */
export function detectWorkload(surroundings: Surroundings = HERE): Attributes {
  const found = processIn(surroundings)
  for (const detector of DETECTORS) {
    try {
      for (const [name, value] of Object.entries(detector(surroundings) ?? {}))
        if (value !== undefined && value !== '') found[name] = publicId(value)
    } catch {
      complain('surroundings could not be made out')
    }
  }
  return found
}

/** A process on some machine: what is left where nothing else is known. */
function processIn({ read }: Surroundings): Attributes {
  return {
    'host.id': read('/etc/machine-id')?.trim() || hostname(),
    'host.name': hostname(),
    'process.pid': process.pid,
    'process.creation.time': new Date(performance.timeOrigin).toISOString(),
  }
}

const IDENTITY = 'workload.identity'
/** For so long the service's SDK may be kept from exporting. */
const PATIENCE_MS = 1_000

/** Who this is, as the SPIFFE Workload API says it within so many ms; null where it is known already, or nobody can be asked. @internal */
export function awaitedIdentity(found: Attributes, patience: number, { env } = HERE): Promise<string | null> | null {
  if (found[IDENTITY] !== undefined || env['SPIFFE_ENDPOINT_SOCKET'] === undefined) return null
  const asked = spiffeIdentity({ env }, patience).catch(() => null)
  return asked.then((identity) => {
    if (identity === null) complain('the SPIFFE Workload API does not say who this is')
    return identity === null ? null : publicId(identity)
  })
}

/** The same as a resource detector of OpenTelemetry's SDK, of either version: `new NodeSDK({ resourceDetectors: [workloadDetector, …] })`. */
export const workloadDetector = {
  detect: (): { readonly attributes: Record<string, string | number | Promise<string | undefined>> } => {
    const found = detectWorkload()
    const identity = awaitedIdentity(found, PATIENCE_MS)
    const awaited = identity === null ? {} : { [IDENTITY]: identity.then((said) => said ?? undefined) }
    return { attributes: { ...(found as Record<string, string | number>), ...awaited } }
  },
}
