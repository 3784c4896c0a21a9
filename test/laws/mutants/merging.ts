import { plantedIn } from './mutant.ts'

const merges = plantedIn('correlator/engine/merges.ts', {
  'a first time is the one that came last': [
    'order',
    'if (value >= timeAt(page, low, high)) return false',
    'if (value === timeAt(page, low, high)) return false',
  ],
  'a last time is the one that came last': [
    'order',
    'if (value <= timeAt(page, low, high)) return false',
    'if (value === timeAt(page, low, high)) return false',
  ],
  'a statement is the longest, not the latest': [
    'order',
    'if (said < before || (said === before && value <= timeAt(page, low + 1, high + 1))) return false',
    'if (value <= timeAt(page, low + 1, high + 1)) return false',
  ],
  'a statement is the one that came last': [
    'order',
    'if (said < before || (said === before && value <= timeAt(page, low + 1, high + 1))) return false',
    'if (said === before && value === timeAt(page, low + 1, high + 1)) return false',
  ],
  'of two statements of one instant the lesser counts': [
    'correction',
    '(said === before && value <= timeAt(page, low + 1, high + 1))',
    '(said === before && value >= timeAt(page, low + 1, high + 1))',
  ],
  'of two statements of one instant the first to come counts': [
    'order',
    '(said === before && value <= timeAt(page, low + 1, high + 1))',
    'said === before',
  ],
  'a rank is the one that came last': [
    'order',
    'if (value <= bytes[at]!) return false',
    'if (value === bytes[at]!) return false',
  ],
  'a flag puts out the others of its byte': ['order', 'bytes[at]! |= mask', 'bytes[at]! = mask'],
  'a flag is set in an empty byte only': ['order', '(bytes[at]! & mask) !== 0', 'bytes[at]! !== 0'],
  'a claim keeps its greatest end only': [
    'order',
    'if (compare(value, least) < 0) {',
    'if (compare(value, least) < -Infinity) {',
  ],
  'a claim keeps its least end only': [
    'order',
    'if (compare(value, words[at + 1]!) <= 0) return false',
    'if (value) return false',
  ],
  'of a told claim the greatest end is lost': [
    'order',
    'return joinFlat(words, at, from.words[fromAt + 1]!, compare) || least',
    'return least',
  ],
  'of a told claim one end a time is told': [
    'order',
    'return joinFlat(words, at, from.words[fromAt + 1]!, compare) || least',
    'return least || joinFlat(words, at, from.words[fromAt + 1]!, compare)',
  ],
})

const plan = plantedIn('correlator/engine/plan.ts', {
  'whatever became of it, it is a fact': [
    'correction',
    'when[type]?.includes(outcome) ?? false',
    'when[type] !== undefined',
  ],
  'only issuances make links': [
    'correction',
    'LINKS.filter((link) => holds(link.when))',
    "LINKS.filter(() => type === 'credential.issued')",
  ],
  'only an assignment is an ownership fact': [
    'correction',
    'isOwnership: holds(OWNERSHIP)',
    "isOwnership: holds({ 'owner.assigned': ['ok'] })",
  ],
})

const pages = plantedIn('correlator/entities/pages.ts', {
  'a time has no higher part': ['order', 'halves[high] = time / HIGH', 'halves[high] = 0'],
  'a new row is any row': ['order', 'const row = this.length++', 'const row = (this.length %= 9, this.length++)'],
})

const strip = plantedIn('correlator/engine/strip.ts', {
  'a strip holds more than there is room for': [
    'order',
    'Math.min(end, from + STRIP)',
    'Math.min(end, from + 2 * STRIP)',
  ],
  'the last strip of a plan is left out': ['order', 'from < end; from += STRIP', 'from + STRIP <= end; from += STRIP'],
})

const named = plantedIn('correlator/engine/named.ts', {
  'a strip names whom the one before it named': ['order', 'this.#counts.clear()', ''],
  'a key that comes twice in a strip has two rows': [
    'order',
    'const row = table.row(columns[key], event * KEY_WORDS)',
    'const row = table.index.add(columns[key], event * KEY_WORDS)',
  ],
  'who issued a credential is forgotten': ['order', "(columns[issuer].at(event) ?? '')", "''"],
  'a parent was issued by whoever issued the child': ['order', "issuer: 'parent_issuer' }", "issuer: 'issuer' }"],
})

const joins = plantedIn('correlator/engine/joins.ts', {
  'a statement without expiry takes an earlier one back': ['order', 'if (row === 0 || value === 0)', 'if (row === 0)'],
  'a flag that is not said is set': ['order', 'if (row === 0 || flags[events[n]!] === 0)', 'if (row === 0)'],
  'what one column changed the next one takes back': [
    'order',
    'if (joinFlag(pages.page(row).bytes, pages.bytes(row) + at, mask)) changed[n]! |= mark',
    'changed[n] = joinFlag(pages.page(row).bytes, pages.bytes(row) + at, mask) ? mark : 0',
  ],
})

const merger = plantedIn('correlator/engine/merger.ts', {
  'an assignment of nobody is an owner to G02': [
    'order',
    'step.given === null ? named',
    'step.given !== undefined ? named',
  ],
  'what a strip changed is what the one before it did': [
    'redelivery',
    'this.#changed.fill(this.#anew ? marksOf(steps) : 0)',
    '',
  ],
  'every entry of a timeline is stated': ['order', ' || !holds(entry.if, strip, events[n]!)', ''],
  'an end is that of whichever stands': [
    'correction',
    'const owners = entry.key === null ? null',
    'const owners = entry.on === 0 ? null',
  ],
  'a timeline is begun anew by each change': [
    'order',
    'words[cell] ||= timelines.create()',
    'words[cell] = timelines.create()',
  ],
  'a login makes a link': [
    'order',
    'listened[n] === 0 || (condition !== null && columns[condition][events[n]!] === 0)',
    'listened[n] === 0',
  ],
  'the first ownership fact wakes nobody': [
    'order',
    "for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)",
    '',
  ],
  "one tenant's ownership facts are those of all": [
    'tenancy',
    'if (owned.has(tenant)) continue',
    'if (owned.size > 0) continue',
  ],
  'ownership that changes wakes no credential': ['order', '(changed & OWNED) !== 0', 'false'],
  'whoever listens hears of no change': ['correction', '(changed & TOLD) !== 0', 'false'],
})

export const MERGING = [...merges, ...pages, ...plan, ...strip, ...named, ...joins, ...merger]
