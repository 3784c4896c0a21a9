import { plantedIn } from './mutant.ts'

const restore = plantedIn('correlator/io/restore.ts', {
  'what was published is forgotten': ['restart', '  await restorePublished(client, engine, rules)\n', ''],
  'links are forgotten': ['restart', '  await restoreLinks(client, engine)\n', ''],
  'nothing is judged after a restore': ['restart', '  engine.wakeAll()\n', ''],
  'what was retracted stands again': ['restart', "numbersOf(block, 'retracted')[n] === 0", 'true'],
  'versions begin anew': ['restart', "time('version'))", '0)'],
  'any version of a finding is the last one': ['restart', 'FROM lifespan.findings FINAL', 'FROM lifespan.findings'],
})

const entities = plantedIn('correlator/io/restore-entities.ts', {
  'an expiry has no moment at which it was stated': ['restart', 'this.#times(cell.at, said!)\n', ''],
  'a flag that is not set is set': ['restart', 'if (value !== 0) ', ''],
  'of a claim the least end is forgotten': [
    'restart',
    'identity.row(least, n * 4), ',
    'identity.row(greatest, n * 4), ',
  ],
  'of a kind the least end is forgotten': ['restart', 'Math.min(one, other), ', 'Math.max(one, other), '],
  'a tenant forgets that it has ownership facts': ['restart', 'owned.add(', 'void ('],
  'who issued what is forgotten': [
    'restart',
    'authorities.number(tenantAt(n), issuerAt(n))',
    "authorities.number(tenantAt(n), '')",
  ],
  'an entry of a timeline is lost': ['restart', 'let entry = from;', 'let entry = from + 1;'],
})

const links = plantedIn('correlator/io/restore-links.ts', {
  'parents are forgotten': ['restart', 'of LINKS)', "of LINKS.filter(({ teller: named }) => named === 'workload'))"],
})

const engine = plantedIn('correlator/engine/engine.ts', {
  'credentials are not judged after a restore': [
    'restart',
    "      this.#wakes.wait('credential', row)\n    }\n    for",
    '    }\n    for',
  ],
  'identities are not judged after a restore': [
    'restart',
    "for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)",
    '',
  ],
  'credentials tell nothing after a restore': ['restart', "      this.#wakes.tell('credential', row)\n", ''],
})

const merger = plantedIn('correlator/engine/merger.ts', {
  'a credential that was restored from a link has no name': [
    'restart',
    "if (table.get(row, 'id') === 0)",
    "if (table.get(row, 'id') === 0 && row !== this.#located[event])",
  ],
})

/** Planted errors that only a restart shows. */
export const RESTORING = [...restore, ...entities, ...links, ...engine, ...merger]
