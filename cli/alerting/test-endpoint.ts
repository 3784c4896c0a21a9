import { randomUUID } from 'node:crypto'
import { dispatchOf, type Endpoint } from '../../alerts/endpoint.ts'
import { Transport } from '../../alerts/io/transport.ts'
import type { Attempted } from '../../alerts/message.ts'
import { HOUR } from '../../schemas/time.ts'

/** Sends an invented finding, which says that it is one, and an hour later would be over; returns what became of it. */
export async function testEndpoint(endpoint: Endpoint): Promise<Attempted> {
  const now = Date.now()
  const id = randomUUID().replaceAll('-', '')
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
  const transport = new Transport(endpoint.allowed)
  const to = { endpoint: endpoint.name, group: null, attempts: 0 }
  const message = { id: `msg_${id}`, occasion: 'opened', alert, at: now, ...to } as const
  const attempted = await transport.send(dispatchOf(endpoint, message, now))
  await transport.close()
  return attempted
}
