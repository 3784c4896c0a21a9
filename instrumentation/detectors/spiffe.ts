import { X509Certificate } from 'node:crypto'
import type { Detector } from './detector.ts'

/** Where a certificate of SPIFFE is, in PEM: the leaf stands first (SPIFFE: X.509-SVID). */
const VARIABLES = ['SPIFFE_SVID_FILE', 'SPIFFE_CERT_FILE', 'X509_SVID_FILE']
/** Where spiffe-helper and Istio put theirs. */
const PLACES = [
  '/run/spiffe/certs/svid.pem',
  '/run/spire/svid.pem',
  '/var/run/secrets/workload-spiffe-credentials/certificates.pem',
]
const ID = /URI:"?(spiffe:\/\/[^",\s]+)/

/** The SPIFFE ID of a certificate that lies where it is told or commonly is. The Workload API is not asked: it would have to be waited for. */
export const spiffe: Detector = ({ env, read }) => {
  const told = VARIABLES.flatMap((name) => env[name] ?? [])
  const identity = [...told, ...PLACES].map((place) => idIn(read(place))).find((id) => id !== undefined)
  return identity === undefined ? null : { 'workload.identity': identity }
}

function idIn(pem: string | null): string | undefined {
  if (pem === null) return undefined
  try {
    return ID.exec(new X509Certificate(pem).subjectAltName ?? '')?.[1]
  } catch {
    return undefined
  }
}
