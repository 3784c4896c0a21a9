import { plantedIn } from './mutant.ts'

const entities = plantedIn('schemas/entities.ts', {
  'a failed issuance counts': [
    'order',
    "const issued: When = { 'credential.issued': ['ok'] }",
    "const issued: When = { 'credential.issued': ['ok', 'failed'] }",
  ],
  'the answer counts as a use': [
    'order',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted', 'allowed'] }",
  ],
  'a refused use counts as a use': [
    'order',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted', 'refused'] }",
  ],
  'a denied use counts as no use': [
    'order',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'accepted'] }",
  ],
  'a use with an unknown answer counts as no use': [
    'order',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'denied'] }",
  ],
  'a denied use counts as allowed': [
    'order',
    "allowedUse: When = { 'credential.used': ['ok', 'allowed'] }",
    "allowedUse: When = { 'credential.used': ['ok', 'allowed', 'denied'] }",
  ],
  'the answer does not count as allowed': [
    'correction',
    "allowedUse: When = { 'credential.used': ['ok', 'allowed'] }",
    "allowedUse: When = { 'credential.used': ['ok'] }",
  ],
  'a renewal states nothing': ['order', "...issued, 'credential.renewed': ['ok'] }", '...issued }'],
  'a failed renewal counts': [
    'correction',
    "...issued, 'credential.renewed': ['ok'] }",
    "...issued, 'credential.renewed': ['ok', 'failed'] }",
  ],
  'a use is no sign of life': [
    'order',
    'const signOfLife: When = { ...stated, ...acceptedUse }',
    'const signOfLife: When = { ...stated }',
  ],
  'a failed revocation counts': [
    'order',
    "const revocation: When = { 'credential.revoked': ['ok'] }",
    "const revocation: When = { 'credential.revoked': ['ok', 'failed'] }",
  ],
  'a failed revocation says nothing of kind and workload': [
    'correction',
    "'credential.revoked': ['ok', 'failed'],",
    "'credential.revoked': ['ok'],",
  ],
  'the answer says nothing of kind and workload': [
    'order',
    "'credential.used': ['ok', 'denied', 'accepted', 'allowed'],",
    "'credential.used': ['ok', 'denied', 'accepted'],",
  ],
  'a start does not say of what kind a workload is': ['correction', "...end, 'workload.started': ['ok'] }", '...end }'],
  'only an end says of what kind a workload is': [
    'order',
    "flatWord('workload_kind', named,",
    "flatWord('workload_kind', end,",
  ],
  'a use does not say who it is': [
    'correction',
    "flatKey('identity_key', signOfLife,",
    "flatKey('identity_key', stated,",
  ],
  'used is the last use that was allowed': ['order', "used: max('at', acceptedUse,", "used: max('at', allowedUse,"],
  'allowed is the last use that was accepted': [
    'order',
    "authorized: max('at', allowedUse,",
    "authorized: max('at', acceptedUse,",
  ],
  'only an issuance says that a kind is static': [
    'order',
    "static: or('static', spoken,",
    "static: or('static', issued,",
  ],
  'a use that names an identity is an issuance': [
    'order',
    "issued_first: min('at', issued,",
    "issued_first: min('at', signOfLife,",
  ],
  'the start of a workload is its end': [
    'order',
    "ended: min('at', end,",
    "ended: min('at', { ...end, 'workload.started': ['ok'] },",
  ],
  'the last revocation counts': ['order', "revoked = min('at', revocation,", "revoked = max('at', revocation,"],
  'an assignment of nobody ends nothing': [
    'correction',
    "{ at: 'at', on: 0, key: null, if: { not: 'owner_key' }, when: assignment },",
    '',
  ],
  '"until" of an assignment is ignored': [
    'correction',
    "{ at: 'owner_until', on: 0, key: 'owner_key', if: { said: 'owner_key' }, when: assignment },",
    '',
  ],
  '"until" of nobody is an end': [
    'tenancy',
    "key: null, if: { not: 'owner_key' }, when: assignment },",
    "key: null, if: { not: 'owner_key' }, when: assignment },\n        { at: 'owner_until', on: 0, key: null, if: { not: 'owner_key' }, when: assignment },",
  ],
  'who returns is gone': [
    'order',
    "on: 0, key: null, when: { 'owner.returned'",
    "on: 1, key: null, when: { 'owner.returned'",
  ],
})

const batch = plantedIn('schemas/batch.ts', {
  'a login makes a parent': ['order', " || event.delegation === 'login'", ''],
  'a credential may be its own parent': [
    'order',
    "return event.parent_id !== event.credential_id || (event.parent_issuer ?? '') !== (event.issuer ?? '')",
    'return true',
  ],
  'a date beyond never is another date': ['order', 'Math.min(event.not_after ?? 0, NEVER)', 'event.not_after ?? 0'],
  'a parent is of the issuer of its child': [
    'order',
    "key('parent_key', 'credential', event.parent_issuer ?? ''",
    "key('parent_key', 'credential', event.issuer ?? ''",
  ],
  'tenants share keys': ['tenancy', 'keyring.key(kind, [tenant, issuer, id],', 'keyring.key(kind, [issuer, id],'],
})

const events = plantedIn('schemas/events.ts', {
  'a password is not static': ['order', "['api_key', 'password']", "['api_key']"],
})

const policy = plantedIn('schemas/policy.ts', {
  'a bucket includes its upper limit': [
    'order',
    'length < BUCKETS[0] ? 0 : length < BUCKETS[1] ? 1 : length < BUCKETS[2]',
    'length <= BUCKETS[0] ? 0 : length <= BUCKETS[1] ? 1 : length <= BUCKETS[2]',
  ],
  'severities begin one score earlier': ['order', 'score <= greatest', 'score < greatest'],
  'severities begin one score later': ['order', 'score <= greatest', 'score <= greatest + 1'],
  'Vault does not cascade': ['order', "'vault:*', cascades: true", "'vault:*', cascades: false"],
  'a CI job has no grace of its own': ['order', '{ vm: 5 * MINUTE, ci_job: 5 * MINUTE }', '{ vm: 5 * MINUTE }'],
  'depth stops at 5': ['correction', 'DEPTH_CAP = 11', 'DEPTH_CAP = 5'],
  'all issuers have the default policy': [
    'order',
    'return { ...policy.issuerDefault, ...said }',
    'return { ...said, ...policy.issuerDefault }',
  ],
})

export const STATING = [...entities, ...batch, ...events, ...policy]
