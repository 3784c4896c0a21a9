import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { assumeRole, record } from '../../collector/adapters/cloudtrail/fixtures.ts'
import { answer, line, podAnswer, tokenRequest } from '../../collector/adapters/kubernetes/fixtures.ts'
import { login, request, response, tokenCreate } from '../../collector/adapters/vault/fixtures.ts'

/** Records of one vendor, each as the text of its line, and where they come from. */
export interface VendorRecords {
  readonly from: string
  readonly lines: readonly string[]
}

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

const REAL: Readonly<Record<string, string>> = {
  cloudtrail: 'cloudtrail-invictus',
  kubernetes: 'kubernetes',
  vault: 'vault',
}

const FIXTURES: Readonly<Record<string, () => readonly object[]>> = {
  cloudtrail: () => [record({}), assumeRole()],
  kubernetes: () => [line(), answer(200), tokenRequest(), podAnswer('delete', 200, undefined)],
  vault: () => [request(), response(), login(), tokenCreate()],
}

/** Real records where they are on this machine, else those that the adapter's tests are written with. */
export function vendorRecords(vendor: string): VendorRecords {
  const folder = `${SHARED}${REAL[vendor]}/`
  if (existsSync(folder)) return { from: 'real', lines: filesOf(folder).flatMap(linesOf) }
  return { from: 'fixtures', lines: FIXTURES[vendor]!().map((one) => JSON.stringify(one)) }
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gz'))
  return names.map((name) => gunzipSync(readFileSync(folder + name)).toString('utf8'))
}

/** A delivery file holds one list, all others a record a line. Lines that are no JSON, such as one behind NUL bytes, are left out. */
function linesOf(text: string): string[] {
  if (text.startsWith('{"Records":')) {
    const { Records: records } = JSON.parse(text) as { Records: object[] }
    return records.map((one) => JSON.stringify(one))
  }
  return text.split('\n').filter((one) => one.startsWith('{') && one.endsWith('}'))
}

/** What tells records apart: UUIDs, AWS key ids, HMACs of Vault's, tokens' ids. Their ends are counted on. */
const IDS =
  /\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|hmac-sha256:[0-9a-f]{64}|X509SHA256=[0-9a-f]{64}|A[KS]IA[A-Z0-9]{16})\b/g

/** The same line with ids of its own: each is another one, and those that were equal are still. */
export function renamed(text: string, copy: number): string {
  return text.replace(IDS, (id) =>
    id.startsWith('A') ? counted(id, 6, 36, copy).toUpperCase() : counted(id, 8, 16, copy),
  )
}

/** Counts on from the last digits of an id, round and round. */
function counted(id: string, digits: number, base: number, by: number): string {
  const end = Number.parseInt(id.slice(-digits), base)
  return id.slice(0, -digits) + ((end + by * 7_919) % base ** digits).toString(base).padStart(digits, '0')
}
