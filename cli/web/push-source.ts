import { shownPlace } from '../../collector/place.ts'
import { OWNERS_SOURCE } from '../../collector/owners/feed.ts'
import { UNKNOWN_SOURCE } from '../system/read-records.ts'
import { OTLP_SOURCE } from '../system/receivers.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/
/** Sources that are not anybody's to name: their records come in another way. */
const OWN: readonly string[] = [OTLP_SOURCE, UNKNOWN_SOURCE, OWNERS_SOURCE]

/** What is wrong with the name of a source, or the name. */
export type PushSource = { readonly source: string } | { readonly problem: string }

/** Who reports, as the path after `/v1/ingest/` says it. */
export function sourceOf(encoded: string): PushSource {
  const source = decoded(encoded)
  if (source === '') return { problem: 'who reports? POST to /v1/ingest/<source>' }
  if (source === null || !NAME.test(source))
    return { problem: 'the source is named by up to 100 letters, digits and . _ : @ -, the first a letter or digit' }
  if (OWN.includes(source)) return { problem: `the source ${source} is Lifespan's own: choose another name` }
  return shownPlace(source) === source ? { source } : { problem: 'the source is named by something that looks secret' }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
