/** How a number or packed bytes lie in memory. */
export type NumberKind = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64' | 'time64' | 'f32' | 'f64'

/** How the values of a ClickHouse type lie in a Native block. */
export type Layout =
  | { readonly kind: 'number'; readonly of: NumberKind }
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'string' }
  | { readonly kind: 'list'; readonly of: Layout }
  | { readonly kind: 'map'; readonly key: Layout; readonly value: Layout }
  | { readonly kind: 'tuple'; readonly elements: readonly Layout[] }
  | { readonly kind: 'nullable'; readonly of: Layout }
  | { readonly kind: 'dictionary'; readonly of: Layout }

/** `i64` are whole numbers below 2^53 (milliseconds, counts), `time64` are DateTime64 finer than microseconds. */
const numbers: Readonly<Record<string, NumberKind>> = {
  Int8: 'i8',
  Enum8: 'i8',
  UInt8: 'u8',
  Bool: 'u8',
  Int16: 'i16',
  Enum16: 'i16',
  UInt16: 'u16',
  Date: 'u16',
  Int32: 'i32',
  Date32: 'i32',
  UInt32: 'u32',
  DateTime: 'u32',
  IPv4: 'u32',
  Int64: 'i64',
  UInt64: 'u64',
  Float32: 'f32',
  Float64: 'f64',
}
const packed: Readonly<Record<string, number>> = {
  UUID: 16,
  IPv6: 16,
  UInt128: 16,
  Int128: 16,
  UInt256: 32,
  Int256: 32,
}

const known = new Map<string, Layout>()

/** The layout of a type by its ClickHouse name. Throws a `TypeError` for one that Lifespan does not use. */
export function layoutOf(type: string): Layout {
  const layout = known.get(type) ?? parse(type)
  known.set(type, layout)
  return layout
}

/** The type with every `LowCardinality(X)` as `X`: what we send is plain, and the server converts it. */
export function withoutLowCardinality(type: string): string {
  const at = type.indexOf('LowCardinality(')
  if (at === -1) return type
  const from = at + 'LowCardinality('.length
  const to = closing(type, from)
  return withoutLowCardinality(type.slice(0, at) + type.slice(from, to) + type.slice(to + 1))
}

function parse(type: string): Layout {
  const open = type.indexOf('(')
  const name = open === -1 ? type : type.slice(0, open)
  const number = numbers[name]
  if (number !== undefined) return { kind: 'number', of: number }
  const bytes = packed[name]
  if (bytes !== undefined) return { kind: 'fixed', bytes }
  return parseWithArguments(type, name, open === -1 ? [] : split(type.slice(open + 1, -1)))
}

function parseWithArguments(type: string, name: string, args: readonly string[]): Layout {
  const [first = '', second = ''] = args
  switch (name) {
    case 'String':
      return { kind: 'string' }
    case 'FixedString':
      return { kind: 'fixed', bytes: Number(first) }
    case 'DateTime64':
      return { kind: 'number', of: Number(first) > 6 ? 'time64' : 'i64' }
    case 'Array':
      return { kind: 'list', of: layoutOf(first) }
    case 'Map':
      return { kind: 'map', key: layoutOf(first), value: layoutOf(second) }
    case 'Tuple':
      return { kind: 'tuple', elements: args.map((element) => layoutOf(withoutName(element))) }
    case 'Nullable':
      return { kind: 'nullable', of: layoutOf(first) }
    case 'LowCardinality':
      return { kind: 'dictionary', of: layoutOf(first) }
    case 'SimpleAggregateFunction':
      return layoutOf(second)
    default:
      throw new TypeError(`no layout for ClickHouse type ${type}`)
  }
}

/** `value String` → `String`; an element without a name stays. */
function withoutName(element: string): string {
  return /^(?:[A-Za-z_]\w*|`(?:[^`\\]|\\.)*`) (.+)$/s.exec(element)?.[1] ?? element
}

/** The arguments of a type, split at the commas that are in no parentheses and no quotes. */
function split(text: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const at of topLevel(text, 0)) {
    if (text[at] !== ',') continue
    parts.push(text.slice(from, at).trim())
    from = at + 1
  }
  return [...parts, text.slice(from).trim()]
}

function closing(text: string, from: number): number {
  for (const at of topLevel(text, from)) if (text[at] === ')') return at
  return text.length
}

/** The places in `text`, from `from` on, that are in no inner parentheses and no quotes. */
function* topLevel(text: string, from: number): Generator<number> {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === "'" || char === '`') at = endOfQuotes(text, at)
    else if (char === '(') depth++
    else if (depth === 0) yield at
    else if (char === ')') depth--
  }
}

function endOfQuotes(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== text[from]) at += text[at] === '\\' ? 2 : 1
  return at
}
