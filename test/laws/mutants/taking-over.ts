import { plantedIn } from './mutant.ts'

/** The points of `correlator/tenure/tenure.ts`, each left out. */
const tenure = plantedIn('correlator/tenure/tenure.ts', {
  'a position is committed before anything follows': [
    'takeover',
    '      await this.#tell()\n      const next = position + entries.length\n',
    '      const next = position + entries.length\n      await this.#ports.commit(next)\n      await this.#tell()\n',
    3_500,
  ],
  'a position is committed before it is told': [
    'takeover',
    '      await this.#tell()\n      const next = position + entries.length\n',
    '      void this.#tell()\n      const next = position + entries.length\n',
    2_600,
  ],
  'rows are read before how far the archive has come': [
    'takeover',
    '      const { archived, judged } = await this.#ports.positions()\n      await this.#ports.restore(this.engine)\n',
    '      await this.#ports.restore(this.engine)\n      const { archived, judged } = await this.#ports.positions()\n',
  ],
  'reading begins where the archive is': ['takeover', 'Math.min(archived, judged)', 'archived'],
  'reading begins where the judging was': ['takeover', 'Math.min(archived, judged)', 'judged'],
  'the end is asked for before rows are read': [
    'takeover',
    '      await this.#ports.restore(this.engine)\n      this.#end = await this.#ports.end()\n',
    '      this.#end = await this.#ports.end()\n      await this.#ports.restore(this.engine)\n',
    9_400,
  ],
  'what changes nothing is not told again': ['takeover', 'position + n < this.#end)', 'false)'],
  'what was published is not known': [
    'takeover',
    'for (const publication of await this.#ports.published())',
    'for (const publication of [])',
    8_400,
  ],
  'what others publish is not answered': [
    'takeover',
    'for (const publication of publications) this.engine.learn(publication)',
    'void publications',
  ],
})

const published = plantedIn('correlator/engine/published.ts', {
  'what others publish is not known': [
    'takeover',
    'if (version < this.version(entry)) return false',
    'if (version >= 0) return false',
  ],
  'what was published at the same version is passed over': [
    'takeover',
    'if (version < this.version(entry)) return false',
    'if (version <= this.version(entry)) return false',
    22_500,
  ],
  'what is older counts too': ['takeover', 'if (version < this.version(entry)) return false', ''],
})

const engine = plantedIn('correlator/engine/engine.ts', {
  'a version is the time alone': ['takeover', 'Math.max(now, this.published.version(entry) + 1)', 'now', 2_300],
})

const telling = plantedIn('correlator/engine/tell.ts', {
  'only whom something is read of is told again': [
    'takeover',
    'const show = (listener: number) => void found.add(listener)\n',
    'const show = () => undefined\n',
  ],
  'a link that is known is not told again': ['takeover', 'if (!isNew && !anew) return', 'if (!isNew) return'],
})

const merging = plantedIn('correlator/engine/merger.ts', {
  'facts that change nothing are not told again': ['takeover', 'this.#anew ? marksOf(steps) : 0', '0'],
})

const hearing = plantedIn('correlator/engine/hearing.ts', {
  'what is heard and changes nothing is not told again': [
    'takeover',
    'let changed = anew',
    'let changed = false',
    1_000,
  ],
})

/** Mistakes in taking a partition over, tried by a hunt of their own. */
export const TAKING_OVER = [...tenure, ...published, ...engine, ...telling, ...merging, ...hearing]
