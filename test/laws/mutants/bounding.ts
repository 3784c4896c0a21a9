import { plantedIn } from './mutant.ts'

const entities = [
  ...plantedIn('correlator/entities/links.ts', {
    'a pair is linked each time it is named': ['bound', 'if (this.lookup(slot, mixed) !== 0) return false\n', ''],
  }),
  ...plantedIn('correlator/entities/texts.ts', {
    'every kind of workload is kept': ['bound', ' || this.#words.length >= MOST_WORDS', ''],
    'a text is kept however long it is': ['bound', 'word.length > LONGEST_WORD || ', ''],
  }),
  ...plantedIn('correlator/entities/authorities.ts', {
    'every mention has an authority of its own': ['bound', 'if (known !== undefined) return known', ''],
  }),
]

const engine = [
  ...plantedIn('correlator/engine/merger.ts', {
    'every change of owners begins a timeline': [
      'bound',
      'words[cell] ||= timelines.create()',
      'words[cell] = timelines.create()',
    ],
  }),
  ...plantedIn('correlator/engine/timers.ts', {
    'timers that nobody waits for stay': ['bound', 'if (this.#at.length >= this.#most) this.#prune()', ''],
    'every timer is awaited': ['bound', 'this.#isAwaited(this.#at[place]!, this.#what[place]!)', 'place >= 0'],
  }),
]

/** Planted errors that only memory shows. */
export const BOUNDING = [...entities, ...engine]
