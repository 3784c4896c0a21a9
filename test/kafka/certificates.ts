import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const openssl = (args: readonly string[], cwd: string) => promisify(execFile)('openssl', args, { cwd })

/** What one side has to show: its key and certificate, both PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface Certificates {
  /** PEM */
  readonly ca: string
  readonly broker: Certificate
  readonly client: Certificate
  /** Of another authority. */
  readonly stranger: Certificate
}

/** An authority of one's own, which signs a broker and a client; and one that nobody trusts. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await authority(folder, 'ca')
  await authority(folder, 'other-ca')
  const broker = await signed(folder, 'broker', 'ca')
  const client = await signed(folder, 'client', 'ca')
  const stranger = await signed(folder, 'stranger', 'other-ca')
  return { ca: await readFile(join(folder, 'ca.pem'), 'utf8'), broker, client, stranger }
}

async function authority(folder: string, name: string): Promise<void> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`]
  await openssl(['req', '-x509', ...key, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`], folder)
}

async function signed(folder: string, name: string, by: string): Promise<Certificate> {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`]
  await openssl(['req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${name}`], folder)
  await writeFile(join(folder, 'san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  const issuer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', 'san']
  await openssl(['x509', '-req', '-in', `${name}.csr`, ...issuer, '-out', `${name}.pem`, '-days', '2'], folder)
  const read = (file: string) => readFile(join(folder, file), 'utf8')
  return { key: await read(`${name}.key`), cert: await read(`${name}.pem`) }
}
