import { plantedIn } from './mutant.ts'

const published = plantedIn('correlator/engine/published.ts', {
  'a verdict is visible when it appears': ['correction', 'now > verdict.appears', 'now >= verdict.appears'],
  'a finding that changed is not published again': [
    'correction',
    "return sameVerdict(standing, visible) ? null : 'update'",
    'return null',
  ],
  'a finding that did not change is published again': [
    'correction',
    "return sameVerdict(standing, visible) ? null : 'update'",
    "return 'update'",
  ],
  'a finding that is no longer true stands': [
    'correction',
    "return standing === null ? null : 'retract'",
    'return null',
  ],
  'a finding that is not visible any more stands': [
    'silence',
    "return standing === null ? null : 'retract'",
    "return standing === null || verdict !== null ? null : 'retract'",
  ],
  'one timer a finding is set': [
    'correction',
    'if (this.#time(entry, TIMER) === at) return false',
    'if (times[timer] !== 0) return false',
  ],
  'what was retracted counts as standing': ['correction', 'stands ? 1 : 0', '1'],
  'the version is not kept': ['correction', 'this.#setTime(entry, VERSION, version)', ''],
  'the end that was published is not kept': ['correction', 'this.#setTime(entry, UNTIL, verdict.until)', ''],
  'the severity that was published is not kept': [
    'correction',
    'bytes[at + SEVERITY] = SEVERITIES.indexOf(verdict.severity)',
    '',
  ],
  'findings of one row share an entry': [
    'correction',
    'this.#byte(entry, RULE) !== rule',
    'this.#byte(entry, RULE) > rule',
  ],
  'of the findings of one row the first is forgotten': [
    'correction',
    '+ NEXT] = table.get(row, WORD.findings)\n',
    '+ NEXT] = 0\n',
  ],
})

const content = plantedIn('schemas/findings.ts', {
  'another severity is no change': ['correction', 'one.severity === other.severity', 'one.severity !== undefined'],
  'another end is no change': ['correction', 'one.until === other.until &&', ''],
  'another beginning is no change': ['correction', 'one.since === other.since &&', ''],
})

const engine = plantedIn('correlator/engine/engine.ts', {
  'at the moment of appearing no timer is set': ['correction', 'now <= verdict.appears &&', 'now < verdict.appears &&'],
  'a verdict that stands sets no timer when it moves': [
    'silence',
    'verdict !== null && now <= verdict.appears',
    'verdict !== null && this.published.standing(entry) === null && now <= verdict.appears',
  ],
  'a timer looks at the other kind of row': [
    'correction',
    "(what & 1) === 0 ? 'credential'",
    "(what & 1) === 1 ? 'credential'",
  ],
  'a timer of an identity is one of a credential': ['correction', "(rule.on === 'credential' ? 0 : 1)", '0'],
  'a version is the moment': ['correction', 'Math.max(now, this.published.version(entry) + 1)', 'now'],
  'a version counts from one': [
    'correction',
    'Math.max(now, this.published.version(entry) + 1)',
    'this.published.version(entry) + 1',
  ],
  'ownership wakes nobody': ['correction', 'wakeOwned(this.state, this.#wakes)', ''],
  'rows do not tell': ['correction', 'this.#telling.settle(anew)\n    wakeOwned', 'wakeOwned'],
})

const timers = plantedIn('correlator/engine/timers.ts', {
  'a timer is taken at its moment': ['silence', 'if (!(this.next < now))', 'if (!(this.next <= now))'],
  'the last timer stands on top': ['silence', ')]! > at; place = above)', ')]! < at; place = above)'],
  'a new timer stays below': ['silence', 'this.#swap(place, above)', 'break'],
  'a timer sinks to the left': [
    'silence',
    'if (below + 1 < length && this.#at[below + 1]! < this.#at[below]!) below++',
    '',
  ],
  'a timer does not sink': ['silence', '    this.#sink()\n', '\n'],
  'one timer is taken a moment': ['silence', 'return what\n', 'this.#at.length = 0\n    return what\n'],
})

export const PUBLISHING = [...published, ...content, ...engine, ...timers]
