import { stringify } from 'yaml'
import { EVENTS, STAND_INS } from '../../schemas/vocabulary-events.ts'
import { OURS, SCHEMA_URL, type AttributeName, type VocabularyAttribute } from '../../schemas/vocabulary.ts'

const WRITTEN = '# Written by `npm run reference` from schemas/vocabulary.ts and vocabulary-events.ts: change those.\n'
const STABILITY = 'development'
const ours = Object.entries<VocabularyAttribute>(OURS)

/** The vocabulary in the form of OpenTelemetry's semantic conventions (the syntax of weaver, groups of version 1), by file name. */
export function registryFiles(): Readonly<Record<string, string>> {
  const groups = [...attributeGroups(), ...Object.keys(EVENTS).flatMap((name) => signals(name as keyof typeof EVENTS))]
  return {
    'credentials.yaml': WRITTEN + stringify({ groups }, { lineWidth: 0 }),
    'registry_manifest.yaml': WRITTEN + stringify(manifest()),
    'schema.yaml': WRITTEN + stringify(schema()),
  }
}

const version = SCHEMA_URL.slice(SCHEMA_URL.lastIndexOf('/') + 1)

function manifest() {
  return {
    name: 'lifespan',
    description:
      "A credential's life: issuance, use, renewal, revocation; the workloads that hold it and the owners that answer for it",
    semconv_version: version,
    schema_base_url: SCHEMA_URL.slice(0, SCHEMA_URL.lastIndexOf('/') + 1),
  }
}

/** What was called otherwise in an older version: names that upstream gives ours one day stand here too (OpenTelemetry: Schema Files). */
function schema() {
  const renamed = Object.fromEntries(ours.flatMap(([name, { was = [] }]) => was.map((old) => [old, name])))
  const changes =
    Object.keys(renamed).length === 0 ? {} : { all: { changes: [{ rename_attributes: { attribute_map: renamed } }] } }
  return { file_format: '1.1.0', schema_url: SCHEMA_URL, versions: { [version]: changes } }
}

function attributeGroups() {
  const namespaces = [...new Set(ours.map(([name]) => name.split('.')[0]!))]
  return namespaces.map((namespace) => ({
    id: `registry.${namespace}`,
    type: 'attribute_group',
    display_name: `${namespace[0]!.toUpperCase()}${namespace.slice(1)} attributes`,
    brief: `Attributes of the namespace ${namespace}.`,
    attributes: ours.filter(([name]) => name.startsWith(`${namespace}.`)).flatMap(attributeOf),
  }))
}

function attributeOf([name, attribute]: [string, VocabularyAttribute]) {
  const { doc, was = [] } = attribute
  const own = {
    id: name,
    type: typeOf(attribute),
    stability: STABILITY,
    brief: `${doc}.`,
    ...noteOf(name, attribute),
    examples: [exampleOf(attribute)],
  }
  const older = was.map((old) => ({ ...own, id: old, deprecated: { reason: 'renamed', renamed_to: name } }))
  return [own, ...older]
}

const TYPES = {
  id: 'string',
  text: 'string',
  word: 'string',
  enum: 'string',
  moment: 'string',
  list: 'string[]',
  flag: 'boolean',
  count: 'int',
}

function typeOf({ kind, values }: VocabularyAttribute) {
  if (values === undefined) return TYPES[kind]
  return { members: values.map((value) => ({ id: value, value, stability: STABILITY })) }
}

const NOTES: Readonly<Partial<Record<VocabularyAttribute['kind'], string>>> = {
  moment: 'RFC 3339; an int is taken as Unix seconds.',
  word: 'Open: other values are kept as they are.',
}

function noteOf(name: string, { kind }: VocabularyAttribute) {
  const others = STAND_INS[name as AttributeName]
  const standIns =
    others === undefined ? [] : [`Where it is not said, the first that is there of: ${others.join('; ')}.`]
  const note = [...(NOTES[kind] === undefined ? [] : [NOTES[kind]]), ...standIns].join(' ')
  return note === '' ? {} : { note }
}

function exampleOf({ kind, example }: VocabularyAttribute): unknown {
  return kind === 'list' || kind === 'flag' || kind === 'count' ? JSON.parse(example) : example
}

/** An event is said as a log record, or as an event on any span; and as a span of that name, which has ended. */
function signals(name: keyof typeof EVENTS) {
  const { doc, needs, says, caep, ocsf } = EVENTS[name]
  const attributes = [
    ...needs.map((ref) => ({ ref, requirement_level: 'required' })),
    ...says.map((ref) => ({ ref, requirement_level: 'recommended' })),
  ]
  const common = { stability: STABILITY, brief: `${doc}.`, annotations: { caep, ocsf }, attributes }
  return [
    { id: `event.${name}`, type: 'event', name, ...common },
    { id: `span.${name}`, type: 'span', span_kind: 'internal', ...common },
  ]
}
