import { plantedIn } from './mutant.ts'

const published = plantedIn('correlator/engine/published.ts', {
  'a verdict is visible when it appears': ['LAW', 'now > verdict.appears', 'now >= verdict.appears'],
  'a finding that changed is not published again': [
    'LAW',
    "return sameVerdict(standing, visible) ? null : 'update'",
    'return null',
  ],
  'a finding that did not change is published again': [
    'LAW',
    "return sameVerdict(standing, visible) ? null : 'update'",
    "return 'update'",
  ],
  'a finding that is no longer true stands': ['LAW', "return standing === null ? null : 'retract'", 'return null'],
  'a finding that is not visible any more stands': [
    'LAW',
    "return standing === null ? null : 'retract'",
    "return standing === null || verdict !== null ? null : 'retract'",
  ],
  'one timer a finding is set': [
    'LAW',
    'if (times[timer] === at) return false',
    'if (times[timer] !== 0) return false',
  ],
  'what was retracted counts as standing': ['LAW', 'stands ? 1 : 0', '1'],
  'the version is not kept': ['LAW', 'times[at + VERSION] = version', ''],
  'the end that was published is not kept': ['LAW', 'times[at + UNTIL] = verdict.until', ''],
  'the severity that was published is not kept': [
    'LAW',
    'bytes[this.#entries.bytes(entry) + SEVERITY] = SEVERITIES.indexOf(verdict.severity)',
    '',
  ],
  'findings of one row share an entry': ['LAW', 'this.#byte(entry, RULE) !== rule', 'this.#byte(entry, RULE) > rule'],
  'of the findings of one row the first is forgotten': [
    'LAW',
    "+ NEXT] = table.get(row, 'findings')\n",
    '+ NEXT] = 0\n',
  ],
})

const content = plantedIn('schemas/findings.ts', {
  'another severity is no change': ['LAW', 'one.severity === other.severity', 'one.severity !== undefined'],
  'another end is no change': ['LAW', 'one.until === other.until &&', ''],
  'another beginning is no change': ['LAW', 'one.since === other.since &&', ''],
})

const engine = plantedIn('correlator/engine/engine.ts', {
  'at the moment of appearing no timer is set': ['LAW', 'now <= verdict.appears &&', 'now < verdict.appears &&'],
  'a verdict that stands sets no timer when it moves': [
    'LAW',
    'verdict !== null && now <= verdict.appears',
    'verdict !== null && this.published.standing(entry) === null && now <= verdict.appears',
  ],
  'a timer looks at the other kind of row': ['LAW', "(due & 1) === 0 ? 'credential'", "(due & 1) === 1 ? 'credential'"],
  'a timer of an identity is one of a credential': ['LAW', "(rule.on === 'credential' ? 0 : 1)", '0'],
  'a version is the moment': ['LAW', 'Math.max(now, this.published.version(entry) + 1)', 'now'],
  'a version counts from one': [
    'LAW',
    'Math.max(now, this.published.version(entry) + 1)',
    'this.published.version(entry) + 1',
  ],
  'ownership wakes nobody': ['LAW', 'wakeOwned(this.state, this.#wakes)', ''],
  'rows do not tell': ['LAW', 'this.#telling.settle()\n    wakeOwned', 'wakeOwned'],
})

const timers = plantedIn('correlator/engine/timers.ts', {
  'a timer is taken at its moment': ['LAW', 'if (!(this.next < now))', 'if (!(this.next <= now))'],
  'the last timer stands on top': ['LAW', ')]! > at; place = above)', ')]! < at; place = above)'],
  'a new timer stays below': ['LAW', 'this.#swap(place, above)', 'break'],
  'a timer sinks to the left': [
    'LAW',
    'if (below + 1 < length && this.#at[below + 1]! < this.#at[below]!) below++',
    '',
  ],
  'a timer does not sink': ['LAW', '    this.#sink()\n', '\n'],
  'one timer is taken a moment': ['LAW', 'return what\n', 'this.#at.length = 0\n    return what\n'],
})

export const PUBLISHING = [...published, ...content, ...engine, ...timers]
