/** Whether a text is one that a glob means. In time that grows with both, however many stars there are. */
export function isLike(text: string, glob: string): boolean {
  const parts = glob.split('*')
  if (parts.length === 1) return text === glob
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
