import { plantedIn } from './mutant.ts'

const merges = plantedIn('correlator/engine/merges.ts', {
  'a first time is the one that came last': [
    'LAW',
    'if (value >= times[at]!) return false',
    'if (value === times[at]!) return false',
  ],
  'a last time is the one that came last': [
    'LAW',
    'if (value <= times[at]!) return false',
    'if (value === times[at]!) return false',
  ],
  'a statement is the longest, not the latest': [
    'LAW',
    'if (said < before || (said === before && value <= times[at + 1]!)) return false',
    'if (value <= times[at + 1]!) return false',
  ],
  'a statement is the one that came last': [
    'LAW',
    'if (said < before || (said === before && value <= times[at + 1]!)) return false',
    'if (said === before && value === times[at + 1]!) return false',
  ],
  'of two statements of one instant the lesser counts': [
    'LAW',
    '(said === before && value <= times[at + 1]!)',
    '(said === before && value >= times[at + 1]!)',
  ],
  'of two statements of one instant the first to come counts': [
    'LAW',
    '(said === before && value <= times[at + 1]!)',
    'said === before',
  ],
  'a rank is the one that came last': [
    'LAW',
    'if (value <= bytes[at]!) return false',
    'if (value === bytes[at]!) return false',
  ],
  'a flag puts out the others of its byte': ['LAW', 'bytes[at]! |= mask', 'bytes[at]! = mask'],
  'a flag is set in an empty byte only': ['LAW', '(bytes[at]! & mask) !== 0', 'bytes[at]! !== 0'],
  'a claim keeps its greatest end only': [
    'LAW',
    'if (compare(value, least) < 0) {',
    'if (compare(value, least) < -Infinity) {',
  ],
  'a claim keeps its least end only': [
    'LAW',
    'if (compare(value, words[at + 1]!) <= 0) return false',
    'if (value) return false',
  ],
  'of a told claim the greatest end is lost': [
    'LAW',
    'return joinFlat(words, at, from.words[fromAt + 1]!, compare) || least',
    'return least',
  ],
  'of a told claim one end a time is told': [
    'LAW',
    'return joinFlat(words, at, from.words[fromAt + 1]!, compare) || least',
    'return least || joinFlat(words, at, from.words[fromAt + 1]!, compare)',
  ],
})

const plan = plantedIn('correlator/engine/plan.ts', {
  'nobody hears that a credential has a parent': ['LAW', "'revoked', 'has_parent']", "'revoked']"],
  'nobody hears of a later revocation': ['LAW', "'identity', 'revoked', ", "'identity', "],
  'nobody hears of a later identity': ['LAW', "'expires', 'identity', ", "'expires', "],
  'nobody hears of a later kind': ['LAW', "'ended', 'kind', ", "'ended', "],
  'nobody hears of a later end': ['LAW', "new Set(['ended', ", 'new Set(['],
  'whatever became of it, it is a fact': ['LAW', 'when[type]?.includes(outcome) ?? false', 'when[type] !== undefined'],
  'only issuances make links': [
    'LAW',
    'LINKS.filter((link) => holds(link.when))',
    "LINKS.filter(() => type === 'credential.issued')",
  ],
  'only an assignment is an ownership fact': [
    'LAW',
    'isOwnership: holds(OWNERSHIP)',
    "isOwnership: holds({ 'owner.assigned': ['ok'] })",
  ],
})

const merger = plantedIn('correlator/engine/merger.ts', {
  'an event names whom the one before it named': ['LAW', 'this.#rows.fill(0)', ''],
  'an assignment of nobody is an owner to G02': [
    'LAW',
    'step.given !== null && isNoKey(',
    'step.given === undefined && isNoKey(',
  ],
  'a statement without expiry takes an earlier one back': [
    'LAW',
    'return value !== 0 && joinLatest(',
    'return joinLatest(',
  ],
  'a flag that is not said is set': ['LAW', "this.#columns[source as 'static'][event] !== 0 &&", 'true &&'],
  'every entry of a timeline is stated': [
    'LAW',
    'if (time === 0 || !this.#holds(entry.if, event)) continue',
    'if (time === 0) continue',
  ],
  'an end is that of whichever stands': [
    'LAW',
    'const ref = entry.key === null ? 0 :',
    'const ref = entry.on === 0 ? 0 :',
  ],
  'a timeline is begun anew by each change': [
    'LAW',
    'words[at] ||= timelines.create()',
    'words[at] = timelines.create()',
  ],
  'a login makes a link': ['LAW', 'if (link.if !== null && this.#columns[link.if][event] === 0) return', ''],
  'the first ownership fact wakes nobody': [
    'LAW',
    "for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)",
    '',
  ],
  "one tenant's ownership facts are those of all": [
    'LAW',
    'if (owned.has(tenant)) return',
    'if (owned.size > 0) return',
  ],
  'who issued a credential is forgotten': ['LAW', "(this.#columns[issuer][event] ?? '')", "''"],
  'a parent was issued by whoever issued the child': ['LAW', "issuer: 'parent_issuer' }", "issuer: 'issuer' }"],
  'ownership that changes wakes no credential': ['LAW', "step.merge === 'entries')", 'false)'],
})

export const MERGING = [...merges, ...plan, ...merger]
