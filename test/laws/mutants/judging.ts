import { plantedIn } from './mutant.ts'

const L01 = plantedIn('correlator/rules/L01/rule.ts', {
  'L01 includes the limit': ['LAW', 'if (until <= appears) return null', 'if (until < appears) return null'],
  'L01 appears without grace': [
    'LAW',
    'Math.max(row.w_ended + row.grace, row.born)',
    'Math.max(row.w_ended, row.born)',
  ],
  'L01 appears before birth': ['LAW', 'Math.max(row.w_ended + row.grace, row.born)', 'row.w_ended + row.grace'],
  'L01 begins before birth': ['LAW', 'const since = Math.max(row.w_ended, row.born)', 'const since = row.w_ended'],
  'L01 begins when it appears': ['LAW', 'const since = Math.max(row.w_ended, row.born)', 'const since = appears'],
  'L01 judges an unknown expiry': ['LAW', ' || row.expiry === UNKNOWN', ''],
  'L01 ends with the expiry': ['LAW', 'const until = row.valid_until', 'const until = row.ends'],
  'L01 forgets the cascade': ['LAW', 'const until = row.valid_until', 'const until = row.own_end'],
  'L01 does not know "never"': ['LAW', "if (row.expiry === NEVER) return 'critical'", ''],
  'L01 measures what is left after revocation': [
    'LAW',
    'bucketOf(row.expiry - since)',
    'bucketOf(row.valid_until - since)',
  ],
  'L01 measures from the workload end': ['LAW', 'bucketOf(row.expiry - since)', 'bucketOf(row.expiry - row.w_ended)'],
  'L01 counts use within the grace': ['LAW', 'row.used > row.w_ended + row.grace ? 3', 'row.used > row.w_ended ? 3'],
  'L01 counts use at the limit': [
    'LAW',
    'row.used > row.w_ended + row.grace ? 3',
    'row.used >= row.w_ended + row.grace ? 3',
  ],
  'L01 counts allowed use only': [
    'LAW',
    'row.used > row.w_ended + row.grace ? 3',
    'row.authorized > row.w_ended + row.grace ? 3',
  ],
  'L01 does not spare what was never used': ['LAW', 'row.used === UNKNOWN ? 2 : 0', '0'],
  'L01 spares what was never allowed': ['LAW', 'row.used === UNKNOWN', 'row.authorized === UNKNOWN'],
  'L01 forgets renewable': ['LAW', '(row.renewable ? 1 : 0) + ', ''],
  'L01 forgets production': ['LAW', ' + (row.prod ? 1 : 0)', ''],
  'L01 forgets privilege': ['LAW', 'severityOf(row.power + ', 'severityOf(2 + '],
})

const L02 = plantedIn('correlator/rules/L02/rule.ts', {
  'L02 includes the limit': ['LAW', 'if (row.used <= deadline) return null', 'if (row.used < deadline) return null'],
  'L02 has no grace': ['LAW', 'const deadline = row.w_ended + row.grace', 'const deadline = row.w_ended'],
  'L02 wants an allowed use': [
    'LAW',
    'if (row.used <= deadline) return null',
    'if (row.authorized <= deadline || row.used <= deadline) return null',
  ],
  'L02 appears before birth': ['LAW', 'appears: Math.max(deadline, row.born)', 'appears: deadline'],
  'L02 begins before birth': ['LAW', 'since: Math.max(row.w_ended, row.born)', 'since: row.w_ended'],
  'L02 ends with validity': ['LAW', 'until: Math.max(row.valid_until, row.used)', 'until: row.valid_until'],
  'L02 ends with the last use': ['LAW', 'until: Math.max(row.valid_until, row.used)', 'until: row.used'],
  'L02 takes denied for allowed': ['LAW', "if (row.authorized <= deadline) return 'medium'", ''],
  'L02 counts allowed use at the limit': [
    'LAW',
    "if (row.authorized <= deadline) return 'medium'",
    "if (row.authorized < deadline) return 'medium'",
  ],
  'L02 forgets admin': ['LAW', "row.power === ADMIN ? 'critical' : 'high'", "'high'"],
})

const C01 = plantedIn('correlator/rules/C01/rule.ts', {
  'C01 begins one deeper': [
    'LAW',
    'if (depth < policy.chainDepth) return null',
    'if (depth <= policy.chainDepth) return null',
  ],
  'C01 begins one higher': [
    'LAW',
    'if (depth < policy.chainDepth) return null',
    'if (depth < policy.chainDepth - 1) return null',
  ],
  'C01 includes an empty life': ['LAW', 'if (until <= row.born) return null', 'if (until < row.born) return null'],
  'C01 ends with its own end': ['LAW', 'const until = row.valid_until', 'const until = row.own_end'],
  'C01 forgets privilege': ['LAW', 'row.power + (depth', '2 + (depth'],
  'C01 forgets depth': ['LAW', 'row.power + (depth - policy.chainDepth) + ', 'row.power + '],
  'C01 forgets production': ['LAW', ' + (row.prod ? 1 : 0)', ''],
  'C01 does not know the deepest': [
    'LAW',
    "depth === DEPTH_CAP ? 'critical' : severityOf(score)",
    'severityOf(score - (depth === DEPTH_CAP ? 6 : 0))',
  ],
})

const G01 = plantedIn('correlator/rules/G01/rule.ts', {
  'G01 has no grace': ['LAW', 'Math.max(gone + grace, row.born)', 'Math.max(gone, row.born)'],
  'G01 appears before birth': ['LAW', 'Math.max(gone + grace, row.born)', 'gone + grace'],
  'G01 begins before birth': ['LAW', 'const since = Math.max(gone, row.born)', 'const since = gone'],
  'G01 includes the limit': ['LAW', 'if (appears >= until) return null', 'if (appears > until) return null'],
  'G01 does not end when somebody is back': ['LAW', 'Math.min(back, row.valid_until)', 'row.valid_until'],
  'G01 does not end with validity': ['LAW', 'Math.min(back, row.valid_until)', 'back'],
  'G01 measures what is left after revocation': [
    'LAW',
    'bucketOf(row.ends - since)',
    'bucketOf(row.valid_until - since)',
  ],
  'G01 counts use from the grace on': ['LAW', 'row.used > gone ?', 'row.used > appears ?'],
  'G01 counts use since birth': ['LAW', 'row.used > gone ?', 'row.used > since ?'],
  'G01 counts use at the limit': ['LAW', 'row.used > gone ?', 'row.used >= gone ?'],
  'G01 forgets production': ['LAW', ' + (row.prod ? 1 : 0)', ''],
  'G01 forgets privilege': ['LAW', 'const score = row.power + ', 'const score = 2 + '],
  'G01 takes the first episode': ['LAW', '|| isLater(verdict, latest)', '|| !isLater(verdict, latest)'],
  'G01 takes the episode that it met last': ['LAW', '(latest === null || isLater(verdict, latest))', 'true'],
  'G01 takes the episode that lasts longest': [
    'LAW',
    'one.since - other.since || one.appears - other.appears || one.until - other.until',
    'one.until - other.until || one.since - other.since',
  ],
})

const G02 = plantedIn('correlator/rules/G02/rule.ts', {
  'G02 includes the limit': ['LAW', 'row.assigned_first <= row.issued_first', 'row.assigned_first < row.issued_first'],
  'G02 speaks of platform identities': ['LAW', ' || row.platform ||', ' ||'],
  'G02 speaks before any ownership fact': ['LAW', ' || !row.has_owner_source', ''],
  'G02 has no end': ['LAW', 'until: row.assigned_first', 'until: NEVER'],
})

export const JUDGING = [...L01, ...L02, ...C01, ...G01, ...G02]
