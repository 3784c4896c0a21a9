import { isPlaceholder, unlessPlaceholder } from '../../../schemas/placeholder.ts'

const HMAC = /^hmac-sha256:([0-9a-f]{64})$/
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** As Vault makes them (`.` and a namespace's id may follow), and before Vault 1.0. */
const ACCESSOR = new RegExp(`^(?:[0-9A-Za-z]{24}(?:\\.[0-9A-Za-z]{1,16})?|${UUID})$`)
/** The mount, the path in it, and what was drawn at random; tokens have lease ids too, which name no lease. */
const LEASE = /^(?!auth\/)[^\s/:]+(?:\/[^\s/]+)+$/

type Text = string | null | undefined

/** The text, if it is the HMAC of a secret and not, where the device logs raw values, the secret. */
export function hmac(text: Text): string | undefined {
  const digits = text == null ? undefined : HMAC.exec(text)?.[1]
  return digits === undefined || isPlaceholder(digits) ? undefined : `hmac-sha256:${digits}`
}

/** The text, if it is the accessor of a token: its HMAC, or plain where the device does not hide accessors. */
export function accessor(text: Text): string | undefined {
  return hmac(text) ?? (text != null && ACCESSOR.test(text) ? unlessPlaceholder(text) : undefined)
}

/** The text, if it is the id of a lease. Its HMAC, which only requests carry, is none: it would join nothing. */
export function leaseId(text: Text): string | undefined {
  return text != null && LEASE.test(text) ? text : undefined
}
