import { plantedIn } from './mutant.ts'

const entities = plantedIn('schemas/entities.ts', {
  'a failed issuance counts': [
    'LAW',
    "const issued: When = { 'credential.issued': ['ok'] }",
    "const issued: When = { 'credential.issued': ['ok', 'failed'] }",
  ],
  'the answer counts as a use': [
    'LAW',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted', 'allowed'] }",
  ],
  'a refused use counts as a use': [
    'LAW',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted', 'refused'] }",
  ],
  'a denied use counts as no use': [
    'LAW',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'accepted'] }",
  ],
  'a use with an unknown answer counts as no use': [
    'LAW',
    "acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }",
    "acceptedUse: When = { 'credential.used': ['ok', 'denied'] }",
  ],
  'a denied use counts as allowed': [
    'LAW',
    "allowedUse: When = { 'credential.used': ['ok', 'allowed'] }",
    "allowedUse: When = { 'credential.used': ['ok', 'allowed', 'denied'] }",
  ],
  'the answer does not count as allowed': [
    'LAW',
    "allowedUse: When = { 'credential.used': ['ok', 'allowed'] }",
    "allowedUse: When = { 'credential.used': ['ok'] }",
  ],
  'a renewal states nothing': ['LAW', "...issued, 'credential.renewed': ['ok'] }", '...issued }'],
  'a failed renewal counts': [
    'LAW',
    "...issued, 'credential.renewed': ['ok'] }",
    "...issued, 'credential.renewed': ['ok', 'failed'] }",
  ],
  'a use is no sign of life': [
    'LAW',
    'const signOfLife: When = { ...stated, ...acceptedUse }',
    'const signOfLife: When = { ...stated }',
  ],
  'a failed revocation counts': [
    'LAW',
    "const revocation: When = { 'credential.revoked': ['ok'] }",
    "const revocation: When = { 'credential.revoked': ['ok', 'failed'] }",
  ],
  'a failed revocation says nothing of kind and workload': [
    'LAW',
    "'credential.revoked': ['ok', 'failed'],",
    "'credential.revoked': ['ok'],",
  ],
  'the answer says nothing of kind and workload': [
    'LAW',
    "'credential.used': ['ok', 'denied', 'accepted', 'allowed'],",
    "'credential.used': ['ok', 'denied', 'accepted'],",
  ],
  'a start does not say of what kind a workload is': ['LAW', "...end, 'workload.started': ['ok'] }", '...end }'],
  'only an end says of what kind a workload is': [
    'LAW',
    "flatWord('workload_kind', named,",
    "flatWord('workload_kind', end,",
  ],
  'a use does not say who it is': ['LAW', "flatKey('identity_key', signOfLife,", "flatKey('identity_key', stated,"],
  'used is the last use that was allowed': ['LAW', "used: max('at', acceptedUse,", "used: max('at', allowedUse,"],
  'allowed is the last use that was accepted': [
    'LAW',
    "authorized: max('at', allowedUse,",
    "authorized: max('at', acceptedUse,",
  ],
  'only an issuance says that a kind is static': [
    'LAW',
    "static: or('static', spoken,",
    "static: or('static', issued,",
  ],
  'a use that names an identity is an issuance': [
    'LAW',
    "issued_first: min('at', issued,",
    "issued_first: min('at', signOfLife,",
  ],
  'the start of a workload is its end': [
    'LAW',
    "ended: min('at', end,",
    "ended: min('at', { ...end, 'workload.started': ['ok'] },",
  ],
  'the last revocation counts': ['LAW', "revoked = min('at', revocation,", "revoked = max('at', revocation,"],
  'an assignment of nobody ends nothing': [
    'LAW',
    "{ at: 'at', on: 0, key: null, if: { not: 'owner_key' }, when: assignment },",
    '',
  ],
  '"until" of an assignment is ignored': [
    'LAW',
    "{ at: 'owner_until', on: 0, key: 'owner_key', if: { said: 'owner_key' }, when: assignment },",
    '',
  ],
  '"until" of nobody is an end': [
    'LAW',
    "key: null, if: { not: 'owner_key' }, when: assignment },",
    "key: null, if: { not: 'owner_key' }, when: assignment },\n        { at: 'owner_until', on: 0, key: null, if: { not: 'owner_key' }, when: assignment },",
  ],
  'who returns is gone': [
    'LAW',
    "on: 0, key: null, when: { 'owner.returned'",
    "on: 1, key: null, when: { 'owner.returned'",
  ],
})

const batch = plantedIn('schemas/batch.ts', {
  'a login makes a parent': ['LAW', " || event.delegation === 'login'", ''],
  'a credential may be its own parent': [
    'LAW',
    "return event.parent_id !== event.credential_id || (event.parent_issuer ?? '') !== (event.issuer ?? '')",
    'return true',
  ],
  'a date beyond never is another date': ['LAW', 'Math.min(event.not_after ?? 0, NEVER)', 'event.not_after ?? 0'],
  'a parent is of the issuer of its child': [
    'LAW',
    "key('parent_key', 'credential', event.parent_issuer ?? ''",
    "key('parent_key', 'credential', event.issuer ?? ''",
  ],
  'tenants share keys': ['LAW', 'keyring.key(kind, [tenant, issuer, id],', 'keyring.key(kind, [issuer, id],'],
})

const events = plantedIn('schemas/events.ts', {
  'a password is not static': ['LAW', "['api_key', 'password']", "['api_key']"],
})

const policy = plantedIn('schemas/policy.ts', {
  'a bucket includes its upper limit': [
    'LAW',
    'length < BUCKETS[0] ? 0 : length < BUCKETS[1] ? 1 : length < BUCKETS[2]',
    'length <= BUCKETS[0] ? 0 : length <= BUCKETS[1] ? 1 : length <= BUCKETS[2]',
  ],
  'severities begin one score earlier': ['LAW', 'score <= greatest', 'score < greatest'],
  'severities begin one score later': ['LAW', 'score <= greatest', 'score <= greatest + 1'],
  'Vault does not cascade': ['LAW', "'vault:*', cascades: true", "'vault:*', cascades: false"],
  'a CI job has no grace of its own': ['LAW', '{ vm: 5 * MINUTE, ci_job: 5 * MINUTE }', '{ vm: 5 * MINUTE }'],
  'depth stops at 5': ['LAW', 'DEPTH_CAP = 11', 'DEPTH_CAP = 5'],
  'all issuers have the default policy': [
    'LAW',
    'return { ...policy.issuerDefault, ...said }',
    'return { ...said, ...policy.issuerDefault }',
  ],
})

export const STATING = [...entities, ...batch, ...events, ...policy]
