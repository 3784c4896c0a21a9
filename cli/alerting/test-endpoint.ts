import { randomUUID } from 'node:crypto'
import { dispatched, pushed, type Endpoint } from '../../alerts/endpoint.ts'
import { dispatchOf } from '../../alerts/kinds.ts'
import { transportTo } from '../../alerts/io/transport.ts'
import type { Attempted, Dispatch } from '../../alerts/message.ts'
import { verificationEvent } from '../../alerts/payloads/caep.ts'
import { formatRfc3339, HOUR } from '../../schemas/time.ts'
import type { Signer } from './signing-keys.ts'

/**
 * Sends an invented finding, which says that it is one, and an hour later would be over; as a security event token, which nobody must take for a
 * revocation, one that says that it is a verification; who revokes is asked for nothing. Returns what became of it.
 */
export async function testEndpoint(endpoint: Endpoint, signer: Signer | undefined): Promise<Attempted> {
  const transport = transportTo(endpoint)
  const id = randomUUID().replaceAll('-', '')
  const attempted = await transport.send(trialOf(endpoint, id, signer))
  await transport.close()
  return attempted
}

function trialOf(endpoint: Endpoint, id: string, signer: Signer | undefined): Dispatch | Promise<Dispatch> {
  if (endpoint.stream !== undefined) return verification(endpoint, id, signer!)
  const now = Date.now()
  if (endpoint.restraint === undefined) return invented(endpoint, id)
  // Who revokes is asked to revoke nothing.
  return dispatched(
    endpoint,
    { body: { type: 'lifespan.test', timestamp: formatRfc3339(now), data: {} } },
    `msg_${id}`,
    now,
  )
}

async function verification(endpoint: Endpoint, id: string, signer: Signer): Promise<Dispatch> {
  const now = Date.now()
  const { issuer } = signer
  const token = await signer.sign(verificationEvent(id, now, { issuer, audience: endpoint.stream!.audience }))
  return dispatched(endpoint, pushed(token, endpoint), id, now)
}

function invented(endpoint: Endpoint, id: string): Promise<Dispatch> {
  const now = Date.now()
  const alert = {
    id,
    hash: id,
    version: now,
    tenant: 'test',
    rule: 'L01',
    kind: 'credential',
    issuer: 'https://lifespan.test',
    subject: 'a test of this endpoint, no finding',
    appears: now,
    since: now,
    until: now + HOUR,
    severity: 'low',
    retracted: false,
    identity: '',
    owner: '',
    ownerSince: 0,
    workload: '',
    chainRoot: '',
    environment: '',
    trustDomain: '',
    policyVersion: '',
  } as const
  const to = { endpoint: endpoint.name, group: null, attempts: 0 }
  const message = { id: `msg_${id}`, occasion: 'opened', alert, at: now, ...to } as const
  return dispatchOf(endpoint, message, now)
}
