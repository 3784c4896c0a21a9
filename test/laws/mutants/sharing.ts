import { plantedIn } from './mutant.ts'

/** What is told, in the one process and between partitions. */
const told = plantedIn('schemas/entities.ts', {
  'nobody hears that a credential has a parent': ['silence', "\n    'has_parent',", ''],
  'nobody hears of a later revocation': ['correction', "\n    'revoked',", ''],
  'nobody hears of a later identity': ['order', "\n    'identity',", ''],
  'nobody hears of a later expiry': ['correction', "\n    'expires',", ''],
  'nobody hears of a later kind': ['correction', "['ended', 'kind']", "['ended']"],
  'nobody hears of a later end': ['correction', "['ended', 'kind']", "['kind']"],
  "a partition is not told whom a parent's parents speak for": ['partition', "\n    'p_identity',", ''],
  'a partition is not told how deep a parent is': ['partition', "\n    'p_depth',", ''],
  'a partition is not told of revoked ancestors': ['partition', "\n    'lineage_revoked',", ''],
  'a partition is not told of a cascade': ['partition', "\n    'cascade_revoked',", ''],
})

const routing = plantedIn('schemas/routing.ts', {
  'ownership is told to one partition': ['partition', 'if (isBroadcast)', 'if (false)'],
  'only whom an event is about hears of it': [
    'partition',
    'for (const { key, if: condition } of concerns) {',
    'for (const { key, if: condition } of []) {',
  ],
  'nobody is told that somebody listens': [
    'partition',
    'LINKS.filter((link) => holds(link.when))',
    'LINKS.filter(() => false)',
  ],
  'a parent is not told that somebody listens': ['partition', 'columns[condition][event] === 0', 'true'],
  'only tellers hear of what others are told': ['partition', '...stated.map(', '...[].map('],
})

const named = plantedIn('correlator/engine/named.ts', {
  'ownership concerns one partition': ['partition', 'plan.isOwnership || ', ''],
  'a credential hears of nobody elsewhere': [
    'partition',
    'return keys !== hearer && !isNoKey(hearer, place) && state.ownsKey(hearer[place]!)',
    'return false',
  ],
})

const wakes = plantedIn('correlator/engine/wakes.ts', {
  'everybody judges everything': ['partition', 'if (this.#isWhole || this.#state.owns(table, row)) ', ''],
})

const away = plantedIn('correlator/engine/merger.ts', {
  'nobody listens from elsewhere': ['partition', 'else if (!isNoKey(keys, place))', 'else if (false)'],
})

const links = plantedIn('correlator/entities/links.ts', {
  'all partitions are one': [
    'partition',
    'return this.enlist(listened, AWAY + partition)',
    'return this.enlist(listened, AWAY + 1)',
  ],
  'only the first partition listens': ['partition', 'showAway(listener - AWAY)', 'showAway(0)'],
})

const telling = plantedIn('correlator/engine/tell.ts', {
  'a workload tells a partition that begins to listen nothing': [
    'partition',
    'else if (!this.#isOnly(listened, kind))',
    'else if (false)',
  ],
  'a parent tells a partition that begins to listen nothing': [
    'partition',
    "if (teller === 'parent') this.#outbox.add('credential', listened, partition)",
    "if (teller === 'parent') return",
  ],
  'a workload tells partitions nothing later': [
    'partition',
    "(partition) => this.#outbox.add('workload', row, partition)",
    '() => undefined',
  ],
  'a parent tells partitions nothing later': [
    'partition',
    "      const show = (listener: number) => this.#tellOfParent(row, listener)\n      parentLinks.each(row, show, (partition) => this.#outbox.add('credential', row, partition))",
    '      const show = (listener: number) => this.#tellOfParent(row, listener)\n      parentLinks.each(row, show, () => undefined)',
  ],
  'a workload of a kind that is known tells no end': [
    'partition',
    'this.#endOf(row) === NEVER && words[at] === kind',
    'words[at] === kind',
  ],
  'a workload tells no kind before its end': [
    'partition',
    'return this.#endOf(row) === NEVER && words[at] === kind && words[at + 1] === kind',
    'return this.#endOf(row) === NEVER',
  ],
})

const batch = plantedIn('correlator/engine/tell-batch.ts', {
  'an expiry is told without its moment': [
    'partition',
    'said: times(cell.low, cell.high)',
    'said: times(cell.low + 1, cell.high + 1)',
  ],
  'whoever tells is told of wrongly': [
    'partition',
    'rows.map((row) => table.get(row, WORD.told)) : rows',
    'rows : rows',
  ],
  'a conflict of kinds is no longer one elsewhere': ['partition', 'spell(one, least[n]!)', 'spell(least[n]!, one)'],
  'a conflict of identities is no longer one elsewhere': [
    'partition',
    'greatest: keysOf(state, words(cell.at + 1))',
    'greatest: keysOf(state, words(cell.at))',
  ],
})

const hearing = plantedIn('correlator/engine/hearing.ts', {
  'what is heard wakes nobody': ['partition', 'if (changed) this', 'if (false) this'],
  'what is heard of a parent is not told on': [
    'partition',
    'this.#wakes.changed(entity, row, true, false)',
    'this.#wakes.changed(entity, row, false, false)',
  ],
  'whoever is heard of first has no name': ['partition', 'table.set(row, WORD.authority, this', 'void (this'],
  'what is heard is not told on if it was told': ['partition', 'if (isAbsent(held, n)) return false', 'return false'],
})

/** Mistakes in what goes to which partition, and what partitions tell each other. */
export const SHARING = [...told, ...routing, ...named, ...wakes, ...away, ...links, ...telling, ...batch, ...hearing]
