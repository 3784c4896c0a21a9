import { nearestName } from './nearest.ts'
import type { Said } from './owners-file.ts'
import { listed, shown, type Problems } from './problems.ts'

/**
 * The name that was meant: the one said, or where that is none of ours, the nearest (a problem, and what follows is checked as if
 * it were right). `taken` are those said before it.
 */
export function meantName(
  said: Said,
  names: readonly string[],
  taken: readonly string[],
  what: 'key' | 'column',
  problems: Problems,
): string {
  if (!names.includes(said.text)) return guessed(said, names, what, problems)
  if (taken.includes(said.text)) problems.add(said, `${what} ${listed([said.text])} is there twice: keep one`)
  return said.text
}

function guessed(said: Said, names: readonly string[], what: string, problems: Problems): string {
  const nearest = nearestName(said.text, names)
  const hint = nearest === null ? `use one of ${listed(names)}` : `did you mean ${listed([nearest])}?`
  problems.add(said, `unknown ${what} ${shown(said.text)}: ${hint}`)
  return nearest ?? said.text
}
