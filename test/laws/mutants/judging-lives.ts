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

const L03 = plantedIn('correlator/rules/L03/rule.ts', {
  'L03 includes the limit': ['order', 'if (used <= appears) return null', 'if (used < appears) return null'],
  'L03 has no propagation': ['order', 'revoked + row.issuer.propagation', 'revoked'],
  'L03 wants an allowed use': ['order', 'const { revoked, used } = row', 'const { revoked, authorized: used } = row'],
  'L03 begins when it appears': ['order', 'since: revoked', 'since: appears'],
  'L03 ends with the revocation': ['order', 'Math.max(row.ends, used)', 'Math.max(row.own_end, used)'],
  'L03 ends with validity': ['order', 'Math.max(row.ends, used)', 'row.ends'],
})

export const JUDGING_LIVES = [...L01, ...L02, ...L03]
