import { plantedIn } from './mutant.ts'

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

const C04 = plantedIn('correlator/rules/C04/rule.ts', {
  'C04 includes the limit': ['order', 'if (until <= appears) return null', 'if (until < appears) return null'],
  'C04 allows no overhang': ['order', 'p_expires + row.issuer.overhang', 'p_expires'],
  'C04 speaks of parents of unknown expiry': ['order', 'p_expires === UNKNOWN || ', ''],
  'C04 judges an unknown expiry': ['order', ' || row.expiry === UNKNOWN', ''],
  'C04 speaks where the issuer cascades': ['order', ' || row.issuer.cascades', ''],
  'C04 appears before birth': [
    'order',
    'Math.max(p_expires + row.issuer.overhang, row.born)',
    'p_expires + row.issuer.overhang',
  ],
  'C04 begins before birth': ['order', 'since: Math.max(p_expires, row.born)', 'since: p_expires'],
  'C04 ends with the expiry': ['order', 'const until = row.valid_until', 'const until = row.ends'],
  'C04 does not mind what can not be revoked': ['order', "row.irrevocable ? 'high' : 'medium'", "'medium'"],
})

const C05 = plantedIn('correlator/rules/C05/rule.ts', {
  'C05 has no propagation': ['order', 'lineage_revoked + row.issuer.propagation', 'lineage_revoked'],
  'C05 counts use at the limit': ['order', 'if (row.used > deadline)', 'if (row.used >= deadline)'],
  'C05 wants an allowed use': ['order', 'if (row.used > deadline)', 'if (row.authorized > deadline)'],
  'C05 includes the limit': ['order', 'until <= appears ? null', 'until < appears ? null'],
  'C05 judges an unknown expiry': ['order', 'row.expiry === UNKNOWN || ', ''],
  'C05 appears before birth': ['order', 'const appears = Math.max(deadline, row.born)', 'const appears = deadline'],
  'C05 begins before birth': [
    'order',
    'const since = Math.max(lineage_revoked, row.born)',
    'const since = lineage_revoked',
  ],
  'C05 ends with the last use': ['order', 'Math.max(row.own_end, row.used)', 'row.used'],
  'C05 ends, once used, with the cascade': [
    'correction',
    'Math.max(row.own_end, row.used)',
    'Math.max(row.valid_until, row.used)',
  ],
  'C05 forgets the cascade': ['order', 'const until = row.valid_until', 'const until = row.own_end'],
  'C05 takes the parent for all ancestors': [
    'order',
    'const { lineage_revoked } = row.told',
    'const { cascade_revoked: lineage_revoked } = row.told',
  ],
})

export const JUDGING_CHAINS = [...C01, ...C04, ...C05]
