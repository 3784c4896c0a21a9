import { EVENTS } from '../../schemas/vocabulary-events.ts'
import { OURS, SCHEMA_URL, type VocabularyAttribute } from '../../schemas/vocabulary.ts'

/** Types of values that the library takes, by the attribute that says them. */
const VALUES: Readonly<Record<string, keyof typeof OURS>> = {
  CredentialKind: 'credential.kind',
  Delegation: 'credential.delegation',
  Privilege: 'credential.privilege',
  RevocationReason: 'credential.revocation.reason',
  WorkloadKind: 'workload.kind',
  EndReason: 'workload.end.reason',
  OwnerKind: 'owner.kind',
  DecisionOutcome: 'decision.outcome',
}

const constant = (kind: string, name: string) => `${kind}_${name.toUpperCase().replaceAll('.', '_')}`

/** The library's constants, named as OpenTelemetry's are (`ATTR_…`, `EVENT_…`), and the types of values that are known. */
export function libraryVocabulary(): string {
  const attributes = Object.entries<VocabularyAttribute>(OURS).map(
    ([name, { doc }]) => `/** ${doc}. */\nexport const ${constant('ATTR', name)} = '${name}'`,
  )
  const events = Object.entries(EVENTS).map(
    ([name, { doc }]) => `/** ${doc}. */\nexport const ${constant('EVENT', name)} = '${name}'`,
  )
  const names = Object.keys(EVENTS).map((name) => constant('EVENT', name))
  const types = Object.entries(VALUES).map(([type, name]) => {
    const { kind, values = [] }: VocabularyAttribute = OURS[name]
    const open = kind === 'word' ? ' | (string & {})' : ''
    return `/** Values of \`${name}\`. */\nexport type ${type} = ${values.map((value) => `'${value}'`).join(' | ')}${open}`
  })
  return [
    '// Written by `npm run reference` from schemas/vocabulary.ts: change that.',
    `/** The form of what is said (OpenTelemetry: Telemetry Schemas). */\nexport const SCHEMA_URL = '${SCHEMA_URL}'`,
    ...events,
    `/** All event names. */\nexport const EVENT_NAMES = [${names.join(', ')}] as const\nexport type EventName = (typeof EVENT_NAMES)[number]`,
    ...attributes,
    ...types,
    '',
  ].join('\n\n')
}
