import { plantedIn } from './mutant.ts'

const tell = plantedIn('correlator/engine/tell.ts', {
  'a workload tells a new listener nothing': ['correction', '\n    this.#tellOfWorkload(listened, listener)', ''],
  'a parent tells a new listener nothing': ['correction', 'return this.#tellOfParent(listened, listener)', 'return'],
  'an end that is told wakes nobody': [
    'correction',
    "if (credential.has(listener, HEARS)) this.#wakes.wait('credential', listener)",
    '',
  ],
  'a kind that is told wakes nobody': [
    'tenancy',
    "if (credential.has(listener, HEARS)) this.#wakes.wait('credential', listener)",
    "if (credential.mark(listener, HEARS)) this.#wakes.wait('credential', listener)",
  ],
  'an end is not heard': ['correction', 'if (ended !== NEVER) credential.mark(listener, HEARS)', ''],
  'of several workloads the first is forgotten': [
    'order',
    'if (first !== listened) this.#tellOfWorkload(first, listener)',
    '',
  ],
  'of several workloads the first to end counts for none': [
    'order',
    'joinMin(into, told.words(part) + TOLD.ended.low, told.halves(part) + TOLD.ended.high, ended)',
    '',
  ],
  'of several workloads only one has a kind': [
    'order',
    'joinFlatPair(into.words, told.words(part) + TOLD.kind.at, page, from.words(row) + KIND.at, byNumber)',
    '',
  ],
  'what a child hears it tells nobody': [
    'correction',
    "this.#wakes.changed('credential', child, true, false)",
    "this.#wakes.changed('credential', child, false, false)",
  ],
  'a child that hears is not judged': [
    'correction',
    "this.#wakes.changed('credential', child, true, false)",
    "this.#wakes.tell('credential', child)",
  ],
  'a parent tells the depth of its own parents': [
    'correction',
    'parent.depth)) hears = true',
    'told.p_depth)) hears = true',
  ],
  'a depth that is told is not told on': [
    'correction',
    'parent.depth)) hears = true',
    'parent.depth)) hears ||= false',
  ],
  'a revocation reaches children only': [
    'order',
    'const lineage = Math.min(revoked, told.lineage_revoked)',
    'const lineage = revoked',
  ],
  'a revocation stays with the issuer': [
    'order',
    'const lineage = Math.min(revoked, told.lineage_revoked)',
    'const lineage = Math.min(revoked, told.cascade_revoked)',
  ],
  'a parent tells no expiry': [
    'order',
    'let hears = joinLatest(page, word + TOLD.expires.low, half + TOLD.expires.high, ...this.#expiry(parent))',
    'let hears = false',
  ],
  'an expiry that is told has no moment': [
    'correction',
    'timeAt(parent.page, parent.word + EXPIRES.low, parent.half + EXPIRES.high),',
    '0,',
  ],
  'a cascade reaches children only': [
    'correction',
    'const cascade = Math.min(revoked, told.cascade_revoked)',
    'const cascade = revoked',
  ],
  'a cascade goes on behind another issuer': [
    'correction',
    'Math.min(revoked, told.cascade_revoked)',
    'Math.min(revoked, told.lineage_revoked)',
  ],
  'a cascade crosses issuers': ['correction', 'if (this.#sameIssuer(row, child)) {', 'if (row !== child) {'],
})

const links = plantedIn('correlator/entities/links.ts', {
  'a new listener takes the place of the others': [
    'correction',
    'words[at + NEXT] = this.#listenedTo.get(listened, WORD.listeners)',
    'words[at + NEXT] = 0',
  ],
  'who listens is forgotten': [
    'correction',
    'this.#listenedTo.set(listened, WORD.listeners, this.reference(link))',
    '',
  ],
  'only the first listener hears': ['correction', 'at !== 0; at = this.next(at))', 'at !== 0; at = 0)'],
  'the first link of a credential is forgotten': [
    'correction',
    'this.#workloads.set(workload, WORD.listeners, credential * 2)',
    '',
  ],
  'the first link of a credential takes the place of the others': [
    'correction',
    'this.#credentials.set(credential, WORD.beside, this.#workloads.get(workload, WORD.listeners))',
    '',
  ],
  'a credential has one workload': ['order', 'if (first !== 0) return this', 'if (first < 0) return this'],
  'a further link is taken for a first one': ['order', 'return link * 2 + 1', 'return link * 2'],
})

const index = plantedIn('correlator/entities/slot-index.ts', {
  'a table that grows forgets': ['order', 'put(table, old[place]!, old[place + 1]!)', 'put(table, old[place]!, 0)'],
  'a place that is taken is taken over': [
    'order',
    'while (table[place] !== 0) place',
    'while (table[place]! < 0) place',
  ],
})

const wakes = plantedIn('correlator/engine/wakes.ts', {
  'a row wakes once in its life': ['correction', 'if (row !== 0) table.unmark(row, mark)', ''],
  'a row that changed does not tell': [
    'correction',
    "if (told) this.tell(entity as 'workload' | 'credential', row)",
    '',
  ],
  'an identity that changed is not judged': [
    'correction',
    "if (entity === 'credential' || entity === 'identity') this.wait(entity, row)",
    "if (entity === 'credential') this.wait(entity, row)",
  ],
})

const derived = plantedIn('correlator/entities/credential.ts', {
  'a static kind never expires, whatever is stated': [
    'order',
    'this.expires !== UNKNOWN ? this.expires : this.static ? NEVER : UNKNOWN',
    'this.static ? NEVER : this.expires',
  ],
  'a static kind says nothing of expiry': ['order', ': this.static ? NEVER : UNKNOWN', ': UNKNOWN'],
  'an unknown expiry counts from birth': ['order', 'this.alive + this', 'this.born + this'],
  'a revocation ends nothing': ['order', 'return Math.min(this.ends, this.revoked)', 'return this.ends'],
  'every issuer cascades': ['correction', 'return this.issuer.cascades ?', 'return this.issuer ?'],
  'no issuer cascades': ['order', 'return this.issuer.cascades ?', 'return !this.issuer ?'],
  'what several workloads tell is read from one': [
    'order',
    'if (this.#state.toldWord(told, TOLD_WORD.workload) !== 0) {',
    'if (told < 0) {',
  ],
  'a credential hears what the one before it heard': ['order', '=== 0) this.w_ended = NEVER\n    else', '!== 0)'],
  'what the row before it was told is told to the next': ['order', 'if (told !== this.#told.row) ', 'if (told !== 0) '],
  'kinds in conflict have the grace of one of them': [
    'order',
    'if (kind !== this.w_kind_max) return this.#shortestGrace',
    '',
  ],
  'a root may have a depth': ['silence', 'if (!this.has_parent) return 0', ''],
  'a hop counts whoever the principal is': ['order', '(this.changes_principal ? 1 : 0)', '1'],
  'an identity in conflict is no other principal': [
    'order',
    'if (identity_min !== identity_max || p_identity_min !== p_identity_max) return true',
    '',
  ],
  'a hop of unknown principal counts': [
    'order',
    'return identity_min !== 0 && p_identity_min !== 0 && identity_min !== p_identity_min',
    'return identity_min !== p_identity_min',
  ],
  'a privilege that is not said is read': ['order', 'this.privilege || PRIVILEGE_DEFAULT', 'this.privilege || 1'],
  'of an identity in conflict the lesser counts': [
    'correction',
    'identity_max === identity_min ? episodes :',
    'identity_max !== 0 ? episodes :',
  ],
  'of an identity in conflict the greater counts': [
    'order',
    'const episodes = goneEpisodes(this.#state, identity_min)',
    'const episodes = goneEpisodes(this.#state, identity_max)',
  ],
})

export const TELLING = [...tell, ...links, ...index, ...wakes, ...derived]
