import { plantedIn } from './mutant.ts'

const L01 = plantedIn('correlator/rules/L01/rule.ts', {
  'L01 includes the limit': ['order', 'if (until <= appears) return null', 'if (until < appears) return null'],
  'L01 appears without grace': [
    'order',
    'Math.max(row.w_ended + row.grace, row.born)',
    'Math.max(row.w_ended, row.born)',
  ],
  'L01 appears before birth': ['order', 'Math.max(row.w_ended + row.grace, row.born)', 'row.w_ended + row.grace'],
  'L01 begins before birth': ['order', 'const since = Math.max(row.w_ended, row.born)', 'const since = row.w_ended'],
  'L01 begins when it appears': ['order', 'const since = Math.max(row.w_ended, row.born)', 'const since = appears'],
  'L01 judges an unknown expiry': ['order', ' || row.expiry === UNKNOWN', ''],
  'L01 ends with the expiry': ['order', 'const until = row.valid_until', 'const until = row.ends'],
  'L01 forgets the cascade': ['order', 'const until = row.valid_until', 'const until = row.own_end'],
  'L01 does not know "never"': ['order', "if (row.expiry === NEVER) return 'critical'", ''],
  'L01 measures what is left after revocation': [
    'order',
    'bucketOf(row.expiry - since)',
    'bucketOf(row.valid_until - since)',
  ],
  'L01 measures from the workload end': ['order', 'bucketOf(row.expiry - since)', 'bucketOf(row.expiry - row.w_ended)'],
  'L01 counts use within the grace': [
    'correction',
    'row.used > row.w_ended + row.grace ? 3',
    'row.used > row.w_ended ? 3',
  ],
  'L01 counts use at the limit': [
    'redelivery',
    'row.used > row.w_ended + row.grace ? 3',
    'row.used >= row.w_ended + row.grace ? 3',
  ],
  'L01 counts allowed use only': [
    'order',
    'row.used > row.w_ended + row.grace ? 3',
    'row.authorized > row.w_ended + row.grace ? 3',
  ],
  'L01 does not spare what was never used': ['order', 'row.used === UNKNOWN ? 2 : 0', '0'],
  'L01 spares what was never allowed': ['order', 'row.used === UNKNOWN', 'row.authorized === UNKNOWN'],
  'L01 forgets renewable': ['order', '(row.renewable ? 1 : 0) + ', ''],
  'L01 forgets production': ['order', ' + (row.prod ? 1 : 0)', ''],
  'L01 forgets privilege': ['order', 'severityOf(row.power + ', 'severityOf(2 + '],
})

const L02 = plantedIn('correlator/rules/L02/rule.ts', {
  'L02 includes the limit': [
    'correction',
    'if (row.used <= deadline) return null',
    'if (row.used < deadline) return null',
  ],
  'L02 has no grace': ['order', 'const deadline = row.w_ended + row.grace', 'const deadline = row.w_ended'],
  'L02 wants an allowed use': [
    'order',
    'if (row.used <= deadline) return null',
    'if (row.authorized <= deadline || row.used <= deadline) return null',
  ],
  'L02 appears before birth': ['order', 'appears: Math.max(deadline, row.born)', 'appears: deadline'],
  'L02 begins before birth': ['order', 'since: Math.max(row.w_ended, row.born)', 'since: row.w_ended'],
  'L02 ends with validity': ['order', 'until: Math.max(row.valid_until, row.used)', 'until: row.valid_until'],
  'L02 ends with the last use': ['order', 'until: Math.max(row.valid_until, row.used)', 'until: row.used'],
  'L02 takes denied for allowed': ['order', "if (row.authorized <= deadline) return 'medium'", ''],
  'L02 counts allowed use at the limit': [
    'correction',
    "if (row.authorized <= deadline) return 'medium'",
    "if (row.authorized < deadline) return 'medium'",
  ],
  'L02 forgets admin': ['order', "row.power === ADMIN ? 'critical' : 'high'", "'high'"],
})

const C01 = plantedIn('correlator/rules/C01/rule.ts', {
  'C01 begins one deeper': [
    'order',
    'if (depth < policy.chainDepth) return null',
    'if (depth <= policy.chainDepth) return null',
  ],
  'C01 begins one higher': [
    'order',
    'if (depth < policy.chainDepth) return null',
    'if (depth < policy.chainDepth - 1) return null',
  ],
  'C01 includes an empty life': ['tenancy', 'if (until <= row.born) return null', 'if (until < row.born) return null'],
  'C01 ends with its own end': ['order', 'const until = row.valid_until', 'const until = row.own_end'],
  'C01 forgets privilege': ['order', 'row.power + (depth', '2 + (depth'],
  'C01 forgets depth': ['order', 'row.power + (depth - policy.chainDepth) + ', 'row.power + '],
  'C01 forgets production': ['order', ' + (row.prod ? 1 : 0)', ''],
  'C01 does not know the deepest': [
    'order',
    "depth === DEPTH_CAP ? 'critical' : severityOf(score)",
    'severityOf(score - (depth === DEPTH_CAP ? 6 : 0))',
  ],
})

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

export const JUDGING = [...L01, ...L02, ...C01, ...G01, ...G02]
