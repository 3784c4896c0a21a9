import type { LifecycleEvent } from '../../../schemas/events.ts'
import { HOUR, MINUTE, SECOND, toNanos, type Millis } from '../../../schemas/time.ts'

const BEGIN: Millis = 1_700_000_000_000
const ISSUER = 'https://issuer.example'
const CREDENTIALS = 3
const USES = 6
/** Of a hundred so many are revoked. */
const REVOKED = 70

/**
 * What the peer's load program writes (shared/peers/kafka-streams), as events of ours: a workload starts, is issued three credentials of
 * an hour, each of which is used six times, and ends within a minute; of seven in ten credentials the revocation is heard before.
 */
export function* peerHistory(first = 0): Generator<LifecycleEvent> {
  for (let n = first; ; n++) yield* lifeOf(n, BEGIN + 10 * n)
}

function* lifeOf(n: number, at: Millis): Generator<LifecycleEvent> {
  const workload = { workload_id: uuidOf(n, 1), workload_kind: 'pod' }
  yield { type: 'workload.started', outcome: 'ok', time: toNanos(at), ...workload }
  for (let one = 0; one < CREDENTIALS; one++) yield* credentialOf(n * CREDENTIALS + one, at, workload)
  yield { type: 'workload.ended', outcome: 'ok', time: toNanos(at + MINUTE), ...workload }
}

function* credentialOf(
  n: number,
  at: Millis,
  workload: { readonly workload_id: string; readonly workload_kind: string },
): Generator<LifecycleEvent> {
  const named = { outcome: 'ok', credential_id: uuidOf(n, 2), issuer: ISSUER } as const
  const issued = { ...named, credential_kind: 'jwt', ...workload, not_after: at + HOUR }
  yield { type: 'credential.issued', time: toNanos(at), ...issued }
  for (let use = 0; use < USES; use++)
    yield {
      type: 'credential.used',
      time: toNanos(at + use * SECOND),
      ...named,
      presenter_id: workload.workload_id,
    }
  if (mixed(n) % 100 < REVOKED) yield { type: 'credential.revoked', time: toNanos(at + 59 * SECOND), ...named }
}

const mixed = (n: number) => {
  const once = Math.imul(n ^ (n >>> 16), 0x45d9f3b)
  return Math.imul(once ^ (once >>> 15), 0x2c1b3c6d) >>> 0
}
const hex = (n: number, length: number) => n.toString(16).padStart(length, '0')

/** Looks drawn at random; flat, as a decoder makes it. */
function uuidOf(n: number, kind: number): string {
  const [a, b, c] = [1, 2, 3].map((part) => hex(mixed(mixed(n * 8 + kind) + part), 8))
  const text = `${hex(n, 8)}-${a!.slice(0, 4)}-4${a!.slice(5)}-8${b!.slice(1, 4)}-${b!.slice(4)}${c}`
  return Buffer.from(text, 'latin1').toString('latin1')
}
