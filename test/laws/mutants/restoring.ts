import { plantedIn } from './mutant.ts'

const restore = plantedIn('correlator/io/restore.ts', {
  'what was published is forgotten': ['restart', '  await restorePublished(published, engine, rules)\n', ''],
  'links are forgotten': ['restart', '  await restoreLinks(engine, links)\n', ''],
  'nothing is judged after a restore': ['restart', '  engine.wakeAll()\n', ''],
  'what was retracted stands again': ['restart', 'retracted[n] === 0', 'true'],
  'versions begin anew': ['restart', 'version: versions[n]!', 'version: 0'],
})

const entities = plantedIn('correlator/io/restore-entities.ts', {
  'an expiry has no moment at which it was stated': ['restart', 'this.#times(cell, said!)\n', ''],
  'a flag that is not set is set': ['restart', 'if (values[n] !== 0) ', ''],
  'of a claim the least end is forgotten': ['restart', 'identity.row(least, n * KEY_WORDS), ', 'most, '],
  'of a kind the least end is forgotten': ['restart', 'Math.min(a, b), ', 'Math.max(a, b), '],
  'a tenant forgets that it has ownership facts': ['restart', 'owned.add(', 'void ('],
  'who issued what is forgotten': ['restart', 'stringAt(issuers.keys, issuer)', "''"],
  'an entry of a timeline is lost': ['restart', 'let entry = from;', 'let entry = from + 1;'],
})

const links = plantedIn('correlator/io/restore-links.ts', {
  'parents are forgotten': ['restart', 'of linked)', 'of linked.slice(0, 1))'],
  'links beyond the first are forgotten': [
    'restart',
    'for (let n = 0; n < count; n++) engine',
    'for (let n = 0; n < 1; n++) engine',
  ],
})

const engine = plantedIn('correlator/engine/engine.ts', {
  'credentials are not judged after a restore': [
    'restart',
    "for (let row = 1; row <= credential.count; row++) this.#wakes.wait('credential', row)",
    '',
  ],
  'identities are not judged after a restore': [
    'restart',
    "for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)",
    '',
  ],
})

const named = plantedIn('correlator/engine/named.ts', {
  'a credential that was restored from a link has no name': [
    'restart',
    'row === 0 || table.get(row, WORD.id) === 0 ? this',
    'row === 0 ? this',
  ],
})

/** Planted errors that only a restart shows. */
export const RESTORING = [...restore, ...entities, ...links, ...engine, ...named]
