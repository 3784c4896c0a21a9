import type { AttributeName } from '../../schemas/vocabulary.ts'
import type { Attributes } from './attributes.ts'
import { bounded, idSaid, wordSaid } from './said.ts'

/** An instance, and its kind where the attribute that named it tells. */
export interface Instance {
  readonly id: string
  readonly kind: string | undefined
}

/** `host.id` alone is an instance on these (OpenTelemetry: cloud.platform). */
const VM_PLATFORMS = new Set([
  'aws_ec2',
  'azure_vm',
  'azure.vm',
  'gcp_compute_engine',
  'gcp.compute_engine',
  'alibaba_cloud_ecs',
  'tencent_cloud_cvm',
  'ibm_cloud_vpc',
  'oracle_cloud_compute',
  'hetzner.cloud_server',
  'akamai_cloud.compute',
])

/** Joins the parts of an id that has several; all of them must be there. */
function joined(attributes: Attributes, names: readonly AttributeName[]): string | undefined {
  const parts = names.map((name) => idSaid(attributes, name))
  return parts.includes(undefined) ? undefined : parts.join('/')
}

function ciJob(attributes: Attributes): string | undefined {
  const task = idSaid(attributes, 'cicd.pipeline.task.run.id')
  if (task === undefined) return undefined
  const run = idSaid(attributes, 'cicd.pipeline.run.id')
  const attempt = idSaid(attributes, 'cicd.pipeline.run.attempt')
  return [run, attempt, task].filter((part) => part !== undefined).join('/')
}

function host(attributes: Attributes): Instance | undefined {
  const vm = VM_PLATFORMS.has(wordSaid(attributes, 'cloud.platform') ?? '')
  const process = joined(attributes, ['host.id', 'process.pid', 'process.creation.time'])
  const id = process ?? (vm ? idSaid(attributes, 'host.id') : undefined)
  return id === undefined ? undefined : { id: bounded(id, 'workload.instance.id'), kind: vm ? 'vm' : undefined }
}

type Find = (attributes: Attributes) => string | undefined
const one =
  (name: AttributeName): Find =>
  (attributes) =>
    idSaid(attributes, name)

/** In this order (vocabulary: workload.instance.id), each with the kind that it tells. */
const FALLBACKS: readonly (readonly [Find, string | undefined])[] = [
  [one('k8s.pod.uid'), 'pod'],
  [ciJob, 'ci_job'],
  [one('faas.invocation.id'), 'function'],
  [one('faas.instance'), 'function'],
  [(attributes) => joined(attributes, ['gen_ai.agent.id', 'gen_ai.conversation.id']), 'agent'],
  [one('container.id'), undefined],
  [one('service.instance.id'), undefined],
]

/** The instance that reports. Its kind is what it says of itself; `workload.kind` is not read here. */
export function reporterOf(attributes: Attributes): Instance | undefined {
  const own = idSaid(attributes, 'workload.instance.id')
  if (own !== undefined) return { id: own, kind: undefined }
  for (const [find, kind] of FALLBACKS) {
    const id = find(attributes)
    if (id !== undefined) return { id: bounded(id, 'workload.instance.id'), kind }
  }
  return host(attributes)
}
