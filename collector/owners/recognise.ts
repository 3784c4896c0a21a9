import { KEYS, LISTS } from './owners-file.ts'

const COLUMNS: readonly string[] = [...new Set(LISTS.flatMap((list) => KEYS[list]))]
const SEPARATOR = /[,;]/
/** A block of YAML, or a flow (JSON too) that begins with one of the lists. */
const YAML_LISTS = /^(?:owners|people)[ \t]*:(?:\s|$)/m
const FLOW_LISTS = /^\s*\{\s*["']?(?:owners|people)["']?\s*:/

/**
 * Whether a text, or its beginning, is meant to be an owners file: by its content alone, for whoever is given files of all kinds.
 * A file in which even the lists are misspelt is not recognised, and still told what is wrong by `parseOwners`.
 */
export function looksLikeOwners(text: string): boolean {
  const bare = text.replace(/^\uFEFF/, '')
  if (/^\s*[[{]/.test(bare)) return FLOW_LISTS.test(bare)
  return isCsv(bare) ? namesIn(bare).filter((name) => COLUMNS.includes(name)).length > 1 : YAML_LISTS.test(bare)
}

/** Whether the first line is a header of CSV: names with separators, before any colon. */
export function isCsv(text: string): boolean {
  const first = firstLine(text)
  if (/^[[{#%-]/.test(first)) return false
  const separator = first.search(SEPARATOR)
  const colon = first.indexOf(':')
  if (separator < 0) return COLUMNS.includes(unquoted(first))
  return colon < 0 || separator < colon
}

function namesIn(text: string): string[] {
  return firstLine(text).split(SEPARATOR).map(unquoted)
}

/** The first line that is not blank. */
function firstLine(text: string): string {
  return /\S[^\r\n]*/.exec(text)?.[0].trim() ?? ''
}

function unquoted(name: string): string {
  return name.trim().replace(/^"(.*)"$/, '$1')
}
