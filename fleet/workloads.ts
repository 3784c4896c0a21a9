import type { Attributes } from '@opentelemetry/api'
import { agents, functions, repositories, reporters, serviceAccounts, virtualMachine } from './cast.ts'
import type { Random } from './random.ts'
import type { FleetEvent, Source } from './story.ts'

/** One instance that runs and ends. */
export interface Workload {
  readonly id: string
  readonly kind: string
  /** Whom it runs as. */
  readonly identity: string
  /** Its own telemetry. */
  readonly source: Source
  /** The attributes by which others name it. */
  readonly naming: Attributes
  /** Who else sees it begin and end. */
  readonly keeper: Source
}

/** A pod of one of the service accounts, or of an account of its own. */
export function createPod(
  random: Random,
  account: (typeof serviceAccounts)[number] = random.pick(serviceAccounts),
): Workload {
  const id = random.uuid()
  const deployment = `${account.namespace}-${account.name}`
  const resource = {
    'service.name': deployment,
    'deployment.environment.name': 'production',
    'k8s.cluster.name': 'prod-eu-1',
    'k8s.namespace.name': account.namespace,
    'k8s.deployment.name': deployment,
    'k8s.pod.name': `${deployment}-${random.hex(10)}-${random.letters(5, 'bcdfghjklmnpqrstvwxz2456789')}`,
    'k8s.pod.uid': id,
    'workload.identity': account.identity,
    'workload.class': `${account.namespace}/${deployment}`,
  }
  return {
    id,
    kind: 'pod',
    identity: account.identity,
    source: { resource },
    naming: { 'k8s.pod.uid': id },
    keeper: reporters.cluster,
  }
}

/** A job of a pipeline's run. */
export function createJob(random: Random, repository: (typeof repositories)[number]): Workload {
  const run = String(random.between(11_000_000_000, 19_999_999_999))
  const task = String(random.between(31_000_000_000, 39_999_999_999))
  const id = `acme/${repository.name}/runs/${run}/attempts/1/jobs/${task}`
  const naming = {
    'workload.instance.id': id,
    'workload.kind': 'ci_job',
    'cicd.pipeline.run.id': run,
    'cicd.pipeline.task.run.id': task,
  }
  const resource = {
    'service.name': 'actions-runner',
    'deployment.environment.name': 'staging',
    'cicd.pipeline.name': 'deploy',
    'cicd.pipeline.task.name': 'release',
    'vcs.repository.name': repository.name,
    'vcs.ref.head.name': 'main',
    'workload.identity': repository.identity,
    'workload.class': `acme/${repository.name}/.github/workflows/deploy.yml`,
    ...naming,
  }
  return { id, kind: 'ci_job', identity: repository.identity, source: { resource }, naming, keeper: reporters.actions }
}

/** One invocation of a function. */
export function createInvocation(random: Random): Workload {
  const { name, identity } = random.pick(functions)
  const id = random.uuid()
  const naming = { 'faas.invocation.id': id }
  const resource = {
    'service.name': name,
    'faas.name': name,
    'faas.version': '17',
    'deployment.environment.name': 'production',
    'workload.class': name,
  }
  return {
    id,
    kind: 'function',
    identity,
    source: { resource: { ...resource, ...naming } },
    naming,
    keeper: reporters.cloud,
  }
}

/** One conversation of an agent. */
export function createAgent(random: Random): Workload {
  const { name, identity } = random.pick(agents)
  const conversation = random.uuid()
  const naming = {
    'workload.instance.id': `${name}/${conversation}`,
    'workload.kind': 'agent',
    'gen_ai.agent.id': name,
    'gen_ai.conversation.id': conversation,
  }
  const resource = {
    'service.name': name,
    'deployment.environment.name': 'production',
    'gen_ai.agent.name': name,
    'workload.class': name,
  }
  return {
    id: `${name}/${conversation}`,
    kind: 'agent',
    identity,
    source: { resource: { ...resource, ...naming } },
    naming,
    keeper: reporters.gateway,
  }
}

/** A service that stands all the time. */
export function createStanding({ name, identity }: { readonly name: string; readonly identity: string }): Workload {
  const naming = { 'workload.instance.id': `${name}-0`, 'workload.kind': 'service' }
  const resource = { 'service.name': name, 'deployment.environment.name': 'production', ...naming }
  return { id: `${name}-0`, kind: 'service', identity, source: { resource }, naming, keeper: reporters.cluster }
}

/** A machine of a cloud; its grace is five minutes. */
export function createMachine(random: Random): Workload {
  const id = `i-${random.hex(17)}`
  const naming = { 'workload.instance.id': id, 'workload.kind': 'vm' }
  const resource = {
    'service.name': 'batch',
    'deployment.environment.name': 'production',
    'cloud.platform': 'aws_ec2',
    'host.id': id,
    ...naming,
  }
  return { id, kind: 'vm', identity: virtualMachine.identity, source: { resource }, naming, keeper: reporters.cloud }
}

/** A preview environment, which is torn down when its pull request is closed. */
export function createPreview(random: Random, identity: string): Workload {
  const id = `preview-pr-${random.between(1000, 9999)}-${random.hex(4)}`
  const naming = { 'workload.instance.id': id, 'workload.kind': 'preview_environment' }
  const resource = { 'service.name': 'preview', 'deployment.environment.name': 'staging', ...naming }
  return { id, kind: 'preview_environment', identity, source: { resource }, naming, keeper: reporters.actions }
}

/** It says itself that it began. */
export function started(workload: Workload, at: number): FleetEvent {
  return { at, from: workload.source, carrier: 'span', name: 'workload.started', attributes: {} }
}

/** Its keeper says that it is over. */
export function ended(workload: Workload, at: number, reason = 'completed'): FleetEvent {
  const attributes = { ...workload.naming, 'workload.end.reason': reason }
  return { at, from: workload.keeper, carrier: 'log', name: 'workload.ended', attributes }
}

/** It says itself that it is over, as a good process does on its way out. */
export function endedItself(workload: Workload, at: number): FleetEvent {
  return {
    at,
    from: workload.source,
    carrier: 'span',
    name: 'workload.ended',
    attributes: { 'workload.end.reason': 'completed' },
  }
}
