import type { Labels } from './alertmanager.ts'

/** FNV-1a of 64 bits, and what stands between texts (prometheus/common: model/fnv.go, signature.go). */
const [OFFSET, PRIME, SEPARATOR] = [14_695_981_039_346_656_037n, 1_099_511_628_211n, 255]
const encoder = new TextEncoder()

/** An alert's fingerprint: that which Alertmanager has of the same labels, so who hears of it by both knows it again. */
export function fingerprintOf(labels: Labels): string {
  const parts = Object.keys(labels)
    .sort()
    .flatMap((name) => [name, labels[name]!])
  let sum = OFFSET
  for (const part of parts)
    for (const byte of [...encoder.encode(part), SEPARATOR]) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * PRIME)
  return sum.toString(16).padStart(16, '0')
}
