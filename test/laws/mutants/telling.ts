import { plantedIn } from './mutant.ts'

const tell = plantedIn('correlator/engine/tell.ts', {
  'a workload tells a new listener nothing': [
    'LAW',
    '      this.#tellOfWorkload(listened, listener)\n    } else',
    '    } else',
  ],
  'a parent tells a new listener nothing': ['LAW', '      this.#tellOfParent(listened, listener)\n    }\n  }', '    }\n  }'],
  'who listens is forgotten': ['LAW', "table.set(listened, 'listeners', link)", ''],
  'a kind that is told wakes nobody': ['LAW', 'if (hears || kind) this', 'if (hears) this'],
  'an end that is told wakes nobody': ['LAW', 'if (hears || kind) this', 'if (kind) this'],
  'what a child hears it tells nobody': [
    'LAW',
    "this.#wakes.changed('credential', child, true, false)",
    "this.#wakes.changed('credential', child, false, false)",
  ],
  'a child that hears is not judged': [
    'LAW',
    "this.#wakes.changed('credential', child, true, false)",
    "this.#wakes.tell('credential', child)",
  ],
  'a parent tells the depth of its own parents': ['LAW', 'parent.depth)) hears = true', 'told.p_depth)) hears = true'],
  'a depth that is told is not told on': ['LAW', 'parent.depth)) hears = true', 'parent.depth)) hears ||= false'],
  'a cascade reaches children only': [
    'LAW',
    "PART['cascade_revoked']!.at, Math.min(revoked, told.cascade_revoked))",
    "PART['cascade_revoked']!.at, revoked)",
  ],
  'a cascade goes on behind another issuer': [
    'LAW',
    'Math.min(revoked, told.cascade_revoked)',
    'Math.min(revoked, told.lineage_revoked)',
  ],
  'a cascade crosses issuers': ['LAW', 'if (this.#sameIssuer(row, child)) {', 'if (row !== child) {'],
  'a workload tells its first listener only': [
    'LAW',
    'link !== 0; link = workloadLinks.next(link)',
    'link !== 0; link = 0',
  ],
  'a parent tells its first listener only': [
    'LAW',
    'link !== 0; link = parentLinks.next(link)',
    'link !== 0; link = 0',
  ],
})

const links = plantedIn('correlator/entities/links.ts', {
  'a new listener takes the place of the others': ['LAW', 'words[at + NEXT] = head', 'words[at + NEXT] = 0'],
})

const index = plantedIn('correlator/entities/slot-index.ts', {
  'a table that grows forgets': ['LAW', 'put(table, old[place]!, old[place + 1]!)', 'put(table, old[place]!, 0)'],
  'a place that is taken is taken over': ['LAW', 'while (table[place] !== 0) place', 'while (table[place]! < 0) place'],
})

const wakes = plantedIn('correlator/engine/wakes.ts', {
  'a row wakes once in its life': ['LAW', 'if (row !== 0) table.unmark(row, mark)', ''],
  'a row that changed does not tell': ['LAW', "if (told) this.tell(entity as 'workload' | 'credential', row)", ''],
  'an identity that changed is not judged': [
    'LAW',
    "if (entity === 'credential' || entity === 'identity') this.wait(entity, row)",
    "if (entity === 'credential') this.wait(entity, row)",
  ],
})

const derived = plantedIn('correlator/entities/credential.ts', {
  'a static kind never expires, whatever is stated': [
    'LAW',
    'this.expires !== UNKNOWN ? this.expires : this.static ? NEVER : UNKNOWN',
    'this.static ? NEVER : this.expires',
  ],
  'a static kind says nothing of expiry': ['LAW', ': this.static ? NEVER : UNKNOWN', ': UNKNOWN'],
  'an unknown expiry counts from birth': ['LAW', 'this.alive + this', 'this.born + this'],
  'a revocation ends nothing': ['LAW', 'return Math.min(this.ends, this.revoked)', 'return this.ends'],
  'every issuer cascades': ['LAW', 'return this.issuer.cascades ?', 'return this.issuer ?'],
  'no issuer cascades': ['LAW', 'return this.issuer.cascades ?', 'return !this.issuer ?'],
  'kinds in conflict have the grace of one of them': [
    'LAW',
    'if (kind !== this.w_kind_max) return this.#policy.graceDefault',
    '',
  ],
  'a root may have a depth': ['LAW', 'if (!this.has_parent) return 0', ''],
  'a hop counts whoever the principal is': ['LAW', '(this.changes_principal ? 1 : 0)', '1'],
  'an identity in conflict is no other principal': [
    'LAW',
    'if (identity_min !== identity_max || p_identity_min !== p_identity_max) return true',
    '',
  ],
  'a hop of unknown principal counts': [
    'LAW',
    'return identity_min !== 0 && p_identity_min !== 0 && identity_min !== p_identity_min',
    'return identity_min !== p_identity_min',
  ],
  'a privilege that is not said is read': ['LAW', 'this.privilege || PRIVILEGE_DEFAULT', 'this.privilege || 1'],
  'of an identity in conflict the lesser counts': [
    'LAW',
    'identity_max === identity_min ? episodes :',
    'identity_max !== 0 ? episodes :',
  ],
  'of an identity in conflict the greater counts': [
    'LAW',
    'const episodes = goneEpisodes(this.#state, identity_min)',
    'const episodes = goneEpisodes(this.#state, identity_max)',
  ],
})

export const TELLING = [...tell, ...links, ...index, ...wakes, ...derived]
