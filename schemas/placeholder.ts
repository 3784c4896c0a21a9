const WORD =
  /^[[<({*]*(?:redacted|masked|hidden|removed|unknown|undefined|null|nil|none|n\/a|placeholder|anonymous|unknown_service(?::.*)?)[\]>)}*]*$/i
const ONE_CHARACTER = /^(.)\1{3,}$/u
const NO_LETTER = /^[\s*\-_.?#]*$/

/** Whether a text stands where an id was taken out: it would join strangers (adapters: "an id must look like one"). */
export function isPlaceholder(id: string): boolean {
  return NO_LETTER.test(id) || ONE_CHARACTER.test(id) || WORD.test(id)
}

/** The text, unless it is empty or stands where an id was taken out. */
export function unlessPlaceholder(text: string | null | undefined): string | undefined {
  return text == null || isPlaceholder(text) ? undefined : text
}
