import { plantedIn } from './mutant.ts'

const merges = plantedIn('correlator/engine/merges.ts', {
  'a first time is the one that came last': [
    'order',
    'if (value >= times[at]!) return false',
    'if (value === times[at]!) return false',
  ],
  'a last time is the one that came last': [
    'order',
    'if (value <= times[at]!) return false',
    'if (value === times[at]!) return false',
  ],
  'a statement is the longest, not the latest': [
    'order',
    'if (said < before || (said === before && value <= times[at + 1]!)) return false',
    'if (value <= times[at + 1]!) return false',
  ],
  'a statement is the one that came last': [
    'order',
    'if (said < before || (said === before && value <= times[at + 1]!)) return false',
    'if (said === before && value === times[at + 1]!) return false',
  ],
  'of two statements of one instant the lesser counts': [
    'correction',
    '(said === before && value <= times[at + 1]!)',
    '(said === before && value >= times[at + 1]!)',
  ],
  'of two statements of one instant the first to come counts': [
    'order',
    '(said === before && value <= times[at + 1]!)',
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
  'nobody hears that a credential has a parent': ['silence', "'revoked', 'has_parent']", "'revoked']"],
  'nobody hears of a later revocation': ['correction', "'identity', 'revoked', ", "'identity', "],
  'nobody hears of a later identity': ['order', "'expires', 'identity', ", "'expires', "],
  'nobody hears of a later kind': ['correction', "'ended', 'kind', ", "'ended', "],
  'nobody hears of a later end': ['correction', "new Set(['ended', ", 'new Set(['],
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

const merger = plantedIn('correlator/engine/merger.ts', {
  'an event names whom the one before it named': ['order', 'this.#rows.fill(0)', ''],
  'an assignment of nobody is an owner to G02': [
    'order',
    'step.given !== null && isNoKey(',
    'step.given === undefined && isNoKey(',
  ],
  'a statement without expiry takes an earlier one back': [
    'order',
    'return value !== 0 && joinLatest(',
    'return joinLatest(',
  ],
  'a flag that is not said is set': ['order', "this.#columns[source as 'static'][event] !== 0 &&", 'true &&'],
  'every entry of a timeline is stated': [
    'order',
    'if (time === 0 || !this.#holds(entry.if, event)) continue',
    'if (time === 0) continue',
  ],
  'an end is that of whichever stands': [
    'correction',
    'const ref = entry.key === null ? 0 :',
    'const ref = entry.on === 0 ? 0 :',
  ],
  'a timeline is begun anew by each change': [
    'order',
    'words[at] ||= timelines.create()',
    'words[at] = timelines.create()',
  ],
  'a login makes a link': ['order', 'if (link.if !== null && this.#columns[link.if][event] === 0) return', ''],
  'the first ownership fact wakes nobody': [
    'order',
    "for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)",
    '',
  ],
  "one tenant's ownership facts are those of all": [
    'tenancy',
    'if (owned.has(tenant)) return',
    'if (owned.size > 0) return',
  ],
  'who issued a credential is forgotten': ['order', "(this.#columns[issuer][event] ?? '')", "''"],
  'a parent was issued by whoever issued the child': ['order', "issuer: 'parent_issuer' }", "issuer: 'issuer' }"],
  'ownership that changes wakes no credential': ['order', "owned ||= step.merge === 'entries'", ''],
  'whether a row tells is what its last column says': ['correction', 'told ||= step.told', 'told = step.told'],
})

export const MERGING = [...merges, ...plan, ...merger]
