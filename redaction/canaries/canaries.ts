/** Invented secrets of every format that is known here, drawn from a seed: put together at run time, so that no file holds one. */
import type { Draw } from './draw.ts'
import { KEYS, type Formats } from './keys.ts'
import { RANDOM_PARTS, SPOKEN } from './spoken.ts'

export { drawn, seeded, type Draw } from './draw.ts'
export { IDS } from './ids.ts'

/** An invented secret. */
export interface Canary {
  readonly format: string
  readonly text: string
  /** What of it must not survive: whoever has these parts could use it. */
  readonly secrets: readonly string[]
}

type Makers = { readonly [format: string]: (draw: Draw) => string }

function textsOf(formats: Formats): Makers {
  return Object.fromEntries(
    Object.entries(formats).map(([format, make]) => [format, (draw: Draw) => make(draw).join('')]),
  )
}

/** A way to make each. */
export const SECRETS: Makers = textsOf({ ...SPOKEN, ...KEYS })

/** The same of secrets that have no format. */
export const RANDOM: Makers = textsOf(RANDOM_PARTS)

function makeCanary(format: string, draw: Draw, formats: Formats): Canary {
  const parts = formats[format]!(draw)
  return { format, text: parts.join(''), secrets: parts.filter((_, index) => index % 2 === 1) }
}

const ALL: Formats = { ...SPOKEN, ...KEYS }
/** The formats, in the order in which they take turns. */
export const FORMAT_NAMES: readonly string[] = Object.keys(ALL)

/** So many secrets, the formats in turn. */
export function canaries(count: number, draw: Draw, from = 0): readonly Canary[] {
  return Array.from({ length: count }, (_, index) =>
    makeCanary(FORMAT_NAMES[(from + index) % FORMAT_NAMES.length]!, draw, ALL),
  )
}

/** So many secrets that have no format. */
export function shapeless(count: number, draw: Draw): readonly Canary[] {
  const names = Object.keys(RANDOM_PARTS)
  return Array.from({ length: count }, (_, index) => makeCanary(names[index % names.length]!, draw, RANDOM_PARTS))
}
