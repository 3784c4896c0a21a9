import { X509Certificate } from 'node:crypto'
import type { Detector, Surroundings } from './detector.ts'
import { askWorkloadApi } from './workload-api.ts'

/** Where a certificate of SPIFFE is, in PEM: the leaf stands first (SPIFFE: X.509-SVID). */
const VARIABLES = ['SPIFFE_SVID_FILE', 'SPIFFE_CERT_FILE', 'X509_SVID_FILE']
/** Where spiffe-helper and Istio put theirs. */
const PLACES = [
  '/run/spiffe/certs/svid.pem',
  '/run/spire/svid.pem',
  '/var/run/secrets/workload-spiffe-credentials/certificates.pem',
]
const ID = /URI:"?(spiffe:\/\/[^",\s]{1,2039})(?=[",\s]|$)/

/** The SPIFFE ID of a certificate that lies where it is told or commonly is. */
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

/** Where the Workload API is (SPIFFE Workload Endpoint, 4). */
const SOCKET = 'SPIFFE_ENDPOINT_SOCKET'

/** The same as the Workload API says it within so many ms; null where there is none, or it says nothing. */
export async function spiffeIdentity({ env }: Pick<Surroundings, 'env'>, patience: number): Promise<string | null> {
  const address = env[SOCKET]
  return address === undefined ? null : await askWorkloadApi(address, patience)
}
