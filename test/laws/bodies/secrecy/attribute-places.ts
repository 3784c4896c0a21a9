import { ATTRIBUTES, KEPT_NAMES, KEPT_PREFIXES } from '../../../../schemas/vocabulary.ts'

/** What stands in the next place: one secret, written in another way each time. */
export type Next = () => string

/** So long that what follows is cut. */
const FILLER = 'filler '.repeat(580)

/** Values of attributes, as OTLP/JSON has them. */
export const text = (value: string) => ({ stringValue: value })
const list = (...values: readonly object[]) => ({ arrayValue: { values } })
export const map = (...values: readonly object[]) => ({ kvlistValue: { values } })
const bytes = (value: string) => ({ bytesValue: Buffer.from(value).toString('base64') })
export const attribute = (key: string, value: object) => ({ key, value })

/** Every shape that a value may have. */
const SHAPES: readonly ((next: Next) => object)[] = [
  (next) => text(next()),
  (next) => list(text('first'), text(next())),
  (next) => map(attribute('password', text(next())), attribute(next(), text('x'))),
  (next) => map(attribute('deep', list(map(attribute('deeper', text(next())), attribute(next(), list()))))),
  (next) => bytes(next()),
  (next) => list(bytes(next()), list(bytes(next()))),
]

/** Attributes that are read by name: ids as they are, everything else in any shape. */
function ofVocabulary(next: Next, shape: number): object[] {
  return Object.entries(ATTRIBUTES).map(([name, { kind }], index) => {
    const shaped = SHAPES[(index + shape) % SHAPES.length]!
    return attribute(name, kind === 'id' ? text(next()) : shaped(next))
  })
}

/** Attributes that are kept as they are, by name and by prefix, and such as are not; with the secret in values and in keys. */
export function others(next: Next, shape: number): object[] {
  const names = [
    ...KEPT_NAMES,
    ...KEPT_PREFIXES.map((prefix) => `${prefix}x`),
    'http.request.header.authorization',
    'x',
  ]
  const shaped = names.map((name, index) => attribute(name, SHAPES[(index + shape) % SHAPES.length]!(next)))
  const keys = [...KEPT_PREFIXES, 'k8s.pod.label.', 'x.', ''].map((prefix) => attribute(prefix + next(), text('value')))
  return [...shaped, ...keys, attribute('cloud.cut', text(FILLER + next()))]
}

/** All of them. */
export const attributesOf = (next: Next, shape: number) => [...ofVocabulary(next, shape), ...others(next, shape)]
