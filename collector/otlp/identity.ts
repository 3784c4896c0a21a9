import type { Attributes } from './attributes.ts'
import { bounded, idSaid } from './said.ts'

const PRINCIPAL = /^(arn:aws[a-z0-9-]*:iam::\d{12}:(?:role|user)\/)(?:.*\/)?([^/]+)$/
const SESSION = /^arn:(aws[a-z0-9-]*):sts::(\d{12}):assumed-role\/([^/]+)(?:\/.*)?$/

/** The one form of an identity (adapters: Identities): of a role or user its ARN without path, of a session its role's. */
export function normaliseIdentity(text: string): string {
  const session = SESSION.exec(text)
  if (session) return `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`
  const principal = PRINCIPAL.exec(text)
  return principal ? `${principal[1]}${principal[2]}` : text
}

/** The identity that the reporter runs as: what it says, else what its platform says of it (vocabulary: workload.identity). */
export function reporterIdentity(attributes: Attributes): string | undefined {
  const identity =
    idSaid(attributes, 'workload.identity') ??
    serviceAccount(attributes) ??
    workflow(attributes) ??
    idSaid(attributes, 'aws.role.arn') ??
    idSaid(attributes, 'service.name')
  return identity === undefined ? undefined : bounded(normaliseIdentity(identity), 'workload.identity')
}

function serviceAccount(attributes: Attributes): string | undefined {
  const namespace = idSaid(attributes, 'k8s.namespace.name')
  const account = idSaid(attributes, 'k8s.serviceaccount.name')
  return namespace && account ? `system:serviceaccount:${namespace}:${account}` : undefined
}

function workflow(attributes: Attributes): string | undefined {
  const repository = idSaid(attributes, 'vcs.repository.name')
  const pipeline = idSaid(attributes, 'cicd.pipeline.name')
  if (!repository || !pipeline) return undefined
  const owner = idSaid(attributes, 'vcs.owner.name')
  return `${owner === undefined ? '' : `${owner}/`}${repository}/${pipeline}`
}
