/** Tries laws on one seed after the other until one differs; prints which, and the seed. Arguments: the number of seeds, the laws. */
import { LAWS, type LawName } from './laws.ts'
import { nextTrial } from './next-trial.ts'

const [most, ...names] = process.argv.slice(2)

function differs(name: LawName, seed: number): boolean {
  try {
    return LAWS[name](seed) !== null
  } catch {
    return true
  }
}

/** The law that a mutant died by, and the seed; null where it lives. */
export type Death = { readonly law: string; readonly seed: number } | null

function hunt(): Death {
  for (let seed = 0; seed < Number(most); seed++) {
    nextTrial()
    const law = (names as LawName[]).find((name) => differs(name, seed))
    if (law !== undefined) return { law, seed }
  }
  return null
}

console.log(JSON.stringify(hunt()))
