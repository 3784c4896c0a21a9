import type { Random } from './random.ts'
import type { Source } from './story.ts'

/** Who gives credentials out: the name its telemetry says, and the one form of it. */
export interface Issuer {
  readonly said: string
  readonly known: string
}

const issuer = (said: string, known = said): Issuer => ({ said, known })

export const broker = issuer('https://broker.prod.example')
export const login = issuer('https://login.prod.example')
export const github = issuer('https://token.actions.githubusercontent.com')
export const vault = issuer('vault:prod-eu')
export const cluster = issuer('k8s:prod-eu-1')
const account = '210987654321'
export const aws = issuer(`arn:aws:iam::${account}:root`, 'aws')

const process = (service: string, environment: string, instance: string): Source => ({
  resource: {
    'service.name': service,
    'service.version': '4.2.1',
    'service.instance.id': instance,
    'deployment.environment.name': environment,
  },
})

/** The processes that stand all the time and report on others. */
export const reporters = {
  broker: process('token-broker', 'production', '5b0c1f6e-8a53-4f0e-9d4e-2f1f8f0f6a01'),
  gateway: process('api-gateway', 'production', 'a1f7b8de-24ce-4b6b-8e2f-7f4f5d1f6a02'),
  idp: process('identity-provider', 'production', '0c9d3a7b-95b2-4c55-b1a8-6f0f3a7f6a03'),
  hr: process('hr-feed', 'production', '7e2a5c94-1d6f-4e83-a7c0-3b9f1c2f6a04'),
  cluster: process('cluster-controller', 'production', '3d8e6b20-fc47-4a19-92e5-8c7f4b3f6a05'),
  cloud: process('cloud-audit-forwarder', 'staging', '9a4f2d13-6b88-4d70-8f1c-5e6f7d4f6a06'),
  vault: process('vault-audit', 'production', 'c6b1e078-2f39-4b64-bd2a-1a5f8e5f6a07'),
  actions: process('actions-control-plane', 'staging', 'e07f9c45-b3d1-4f2c-86b9-4d4f9f6f6a08'),
} as const

const serviceAccount = (namespace: string, name: string) => ({
  namespace,
  name,
  identity: `spiffe://prod.example/ns/${namespace}/sa/${name}`,
})

/** The service accounts that pods run as. */
export const serviceAccounts = [
  serviceAccount('payments', 'api'),
  serviceAccount('payments', 'settlement'),
  serviceAccount('orders', 'api'),
  serviceAccount('orders', 'worker'),
  serviceAccount('search', 'indexer'),
  serviceAccount('media', 'transcoder'),
] as const

const repository = (name: string, role: string) => ({
  name,
  identity: `repo:acme/${name}:ref:refs/heads/main`,
  role: `arn:aws:iam::${account}:role/${role}`,
})

/** The repositories whose jobs run, and the roles that they assume. */
export const repositories = [
  repository('shop', 'deploy-shop'),
  repository('infra', 'terraform-apply'),
  repository('billing', 'deploy-billing'),
] as const

export const functions = [
  serviceAccount('functions', 'thumbnail'),
  serviceAccount('functions', 'invoice'),
  serviceAccount('functions', 'webhook'),
] as const
export const agents = [serviceAccount('agents', 'support-agent'), serviceAccount('agents', 'coding-agent')] as const
/** In the order in which an agent chains them. */
export const tools = ['tool-router', 'tool-sql', 'tool-ledger'].map((name) => serviceAccount('tools', name))
/** Where users sign in. */
export const webConsole = serviceAccount('web', 'console')
export const users = ['user-8c1f', 'user-27d0', 'user-b94e', 'user-f3a6'] as const
export const teams = ['team-payments', 'team-platform', 'team-growth', 'team-data'] as const
export const virtualMachine = serviceAccount('batch', 'vm')

/** Every identity that ordinary stories issue to; each has an owner from long before. */
export const identities: readonly string[] = [
  ...[...serviceAccounts, ...repositories, ...functions, ...agents, ...tools, virtualMachine].map(
    (who) => who.identity,
  ),
  ...repositories.map((repo) => repo.role),
  ...users,
]

/** A role that belongs to the cloud itself, and that nobody is asked to own. */
export const platformRole = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`

const people = ['dana', 'farid', 'ines', 'jonas', 'mei', 'noor', 'pavel', 'sofia'] as const

/** Somebody of whom no other story speaks. */
export const somebody = (random: Random) => `${random.pick(people)}.${random.hex(6)}@acme.example`

/** An identity of which no other story speaks. */
export function ownIdentity(random: Random, namespace: string, names: readonly [string, ...string[]]): string {
  return `spiffe://prod.example/ns/${namespace}/sa/${random.pick(names)}-${random.hex(6)}`
}
