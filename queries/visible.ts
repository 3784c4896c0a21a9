/** A text that moves no cursor and changes no colour of a terminal: what sources say may hold anything. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}')
}
