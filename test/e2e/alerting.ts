import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Received } from '../../alerts/io/receiver-for-test.ts'
import { spanOf, tracesOf } from './otlp.ts'

export const HOUR = 3_600_000
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** A configuration with one webhook, which is on this machine. */
export async function configuration(
  directory: string,
  url: string,
  more = '  routes: [{ to: [soc] }]',
): Promise<string> {
  const file = join(directory, 'lifespan.yaml')
  await writeFile(join(directory, 'secret'), `${SECRET}\n`)
  await writeFile(
    file,
    `alerts:
  endpoints:
    soc: { type: webhook, url: "${url}", secret: "\${file:secret}", insecure: true }
${more}
  allow: [127.0.0.1]
`,
  )
  return file
}

let spans = 0
const spanId = () => (++spans).toString(16).padStart(16, '0')
const credential = (id: string) => ({ 'credential.id': id, 'credential.issuer': 'https://broker.example' })

/** A token that outlives its pod: L01. */
export function outliving(id: string, now: number, said: Readonly<Record<string, string>> = {}): object {
  const pod = `pod-of-${id}`
  const end = new Date(now + HOUR).toISOString()
  const issued = {
    ...credential(id),
    'credential.kind': 'jwt',
    'credential.not_after': end,
    'credential.workload.id': pod,
    ...said,
  }
  return tracesOf([
    spanOf({ name: 'credential.issued', at: now - 2 * HOUR, span: spanId(), attributes: issued }),
    spanOf({ name: 'workload.ended', at: now - HOUR, span: spanId(), attributes: { 'workload.instance.id': pod } }),
  ])
}

export const assigned = (identity: string, owner: string, at: number) =>
  spanOf({
    name: 'owner.assigned',
    at,
    span: spanId(),
    attributes: { 'owner.subject': `spiffe://t/${identity}`, 'owner.id': owner },
  })

export const revoked = (id: string, now: number) =>
  tracesOf([spanOf({ name: 'credential.revoked', at: now, span: spanId(), attributes: credential(id) })])

/** What was received of findings, in its order: what happened, and to which credential. */
export function told({ body }: Received) {
  const { activity_name, finding_info, resources } = JSON.parse(body) as {
    readonly activity_name: string
    readonly finding_info: { readonly uid: string; readonly types: readonly string[] }
    readonly resources: readonly { readonly uid: string }[]
  }
  return { what: `${activity_name} ${finding_info.types[0]} ${resources[0]!.uid}`, finding: finding_info.uid }
}

/** Findings that came by more than one id of a message. */
export function toldBySeveral(received: readonly Received[]): readonly string[] {
  const ids = Map.groupBy(received, (one) => told(one).finding)
  const several = (all: readonly Received[]) => new Set(all.map(({ headers }) => headers['webhook-id'])).size > 1
  return [...ids].flatMap(([finding, all]) => (several(all) ? [finding] : []))
}
