import { tryCollector } from './collector.ts'
import { tryLanguages } from './languages.ts'
import { trySurvival } from './survival.ts'

/**
 * `npm run trial [-- PART…]`: what needs programs that are not of this repository, or more than minutes, and so is no part of `npm test`.
 * What is not on this machine is left out, and that is said.
 */
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  languages: tryLanguages,
  collector: tryCollector,
  survival: trySurvival,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in PARTS))
if (unknown.length > 0) {
  console.error(`trial: ${unknown.join(', ')}: there are ${Object.keys(PARTS).join(', ')}`)
  process.exitCode = 2
} else {
  for (const [name, part] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(name)) await part()
}
