import { plantedIn } from './mutant.ts'

const G01 = plantedIn('correlator/rules/G01/rule.ts', {
  'G01 has no grace': ['order', 'Math.max(gone + grace, row.born)', 'Math.max(gone, row.born)'],
  'G01 appears before birth': ['order', 'Math.max(gone + grace, row.born)', 'gone + grace'],
  'G01 begins before birth': ['order', 'const since = Math.max(gone, row.born)', 'const since = gone'],
  'G01 includes the limit': ['order', 'if (appears >= until) return null', 'if (appears > until) return null'],
  'G01 does not end when somebody is back': ['order', 'Math.min(back, row.valid_until)', 'row.valid_until'],
  'G01 does not end with validity': ['order', 'Math.min(back, row.valid_until)', 'back'],
  'G01 measures what is left after revocation': [
    'correction',
    'bucketOf(row.ends - since)',
    'bucketOf(row.valid_until - since)',
  ],
  'G01 counts use from the grace on': ['order', 'row.used > gone ?', 'row.used > appears ?'],
  'G01 counts use since birth': ['order', 'row.used > gone ?', 'row.used > since ?'],
  'G01 counts use at the limit': ['order', 'row.used > gone ?', 'row.used >= gone ?'],
  'G01 forgets production': ['order', ' + (row.prod ? 1 : 0)', ''],
  'G01 forgets privilege': ['order', 'const score = row.power + ', 'const score = 2 + '],
  'G01 takes the first episode': ['order', '|| isLater(verdict, latest)', '|| !isLater(verdict, latest)'],
  'G01 takes the episode that it met last': ['order', '(latest === null || isLater(verdict, latest))', 'true'],
  'G01 takes the episode that lasts longest': [
    'correction',
    'one.since - other.since || one.appears - other.appears || one.until - other.until',
    'one.until - other.until || one.since - other.since',
  ],
})

const G02 = plantedIn('correlator/rules/G02/rule.ts', {
  'G02 includes the limit': [
    'order',
    'row.assigned_first <= row.issued_first',
    'row.assigned_first < row.issued_first',
  ],
  'G02 speaks of platform identities': ['order', ' || row.platform ||', ' ||'],
  'G02 speaks before any ownership fact': ['order', ' || !row.has_owner_source', ''],
  'G02 has no end': ['order', 'until: row.assigned_first', 'until: NEVER'],
})

export const JUDGING_OWNERS = [...G01, ...G02]
