const MAX_LENGTH = 2_048
/** What no id has, and nobody sees in an editor: an id with it would match nothing. */
const FOREIGN = /[\p{Cc}\p{Cs}\uFFFD]/u

/** What is wrong with an owner or a pattern, if anything. */
export function checkId(text: string): string | null {
  if (text === '') return 'is empty: give it a text'
  if (text.length > MAX_LENGTH) return 'is longer than 2,048 characters: no id is'
  if (text !== text.trim()) return 'begins or ends with a space or a line break: take it off'
  const foreign = FOREIGN.exec(text)
  return foreign === null ? null : `holds the character U+${hex(foreign[0])}, which no id has: take it out`
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
}
