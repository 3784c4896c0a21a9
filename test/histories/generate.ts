import { THEMES, type Theme } from './generator/themes.ts'
import { Story } from './generator/story.ts'
import type { HistoryEvent } from './history.ts'
import { isDecidedByIds } from './oracle.ts'
import { Random } from './random.ts'

/** Tells the draws of histories apart from those of the laws that use them. */
const SALT = 7_919
/** Attempts a seed: histories in which ids would decide are drawn again. */
const STRIDE = 1_000_003

/** The events of a small world, in no order, some twice: the same seed, the same history. */
export function generate(seed: number): readonly HistoryEvent[] {
  return generateAbout(THEMES, seed)
}

/** The same of certain themes alone. */
export function generateAbout(
  themes: readonly (readonly [weight: number, theme: Theme])[],
  seed: number,
): readonly HistoryEvent[] {
  for (let attempt = 0; ; attempt++) {
    const events = draw(new Random(seed * SALT + attempt * STRIDE), themes)
    if (!isDecidedByIds(events)) return events
  }
}

function draw(random: Random, themes: typeof THEMES): HistoryEvent[] {
  const story = new Story(random)
  random.weighted(themes)(story)
  const again = random.chance(0.1) ? random.sample(story.events, 3) : []
  return random.shuffled([...story.events, ...again])
}
