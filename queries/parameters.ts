import { formatRfc3339, parseRfc3339, toMillis } from '../schemas/time.ts'
import { QueryUsageError, type Query, type QueryParameter } from './catalogue.ts'
import { RULES_IN_SQL } from './rule-ids.ts'
import { elementOf, namesOf, typeName } from './type-name.ts'

/** Values by name, as they were typed. */
export type GivenParameters = Readonly<Record<string, string>>

/** Reads `name=value` words; one without a name is the value that must be given, where there is one such. Throws a {@link QueryUsageError}. */
export function readParameters(query: Query, words: readonly string[]): GivenParameters {
  const given = words.map((word) => readWord(query, word))
  const twice = given.find(([name], at) => given.findIndex(([other]) => other === name) < at)
  if (twice === undefined) return Object.fromEntries(given)
  const values = given.filter(([name]) => name === twice[0]).map(([, value]) => JSON.stringify(value))
  throw new QueryUsageError(
    `${query.name}: ${twice[0]} is given ${values.length} times (${values.join(', ')}): once will do`,
  )
}

function readWord(query: Query, word: string): readonly [string, string] {
  const at = word.indexOf('=')
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
  const [needed, ...others] = query.params.filter((param) => param.default === null)
  if (at < 0 && needed !== undefined && others.length === 0) return [needed.name, word]
  throw new QueryUsageError(`${query.name}: ${JSON.stringify(word)} is no name=value. ${takes(query)}`)
}

/** The values of a query's parameters, checked by their types, defaults filled in. Throws a {@link QueryUsageError}. */
export function checkParameters(query: Query, given: GivenParameters): Record<string, string> {
  const unknown = Object.keys(given).find((name) => !query.params.some((param) => param.name === name))
  if (unknown !== undefined) throw new QueryUsageError(`${query.name} takes no ${unknown}. ${takes(query)}`)
  return Object.fromEntries(query.params.map((param) => [param.name, checked(query, param, given[param.name])]))
}

/** The SQL of a query, in which `now` is the server's. */
export function boundSql({ sql, params }: Query, values: Readonly<Record<string, string>>): string {
  const present = params.filter(({ name, type }) => values[name] === NOW && type.startsWith('DateTime64'))
  return present.reduce((text, { name, type }) => text.replaceAll(`{${name}:${type}}`, "now64(3, 'UTC')"), sql)
}

function takes({ params }: Query): string {
  if (params.length === 0) return 'It takes nothing'
  return `It takes: ${params.map(({ name, type }) => `${name} (${typeName(type)})`).join(', ')}`
}

function checked(query: Query, param: QueryParameter, given: string | undefined): string {
  const value = given ?? param.default
  const asked = `${param.name}, ${param.description.replace(/, e\.g\. .*$/, '')} (${typeName(param.type)}): ${param.name}=${param.example}`
  if (value === null) throw new QueryUsageError(`${query.name} needs ${asked}`)
  const read = readValue(param.type, value)
  if (read === null)
    throw new QueryUsageError(`${query.name}: ${JSON.stringify(value)} is no ${typeName(param.type)} for ${asked}`)
  return param.name === RULE ? readRule(query, read) : read
}

/** The parameter that is a rule's id, in capitals or not; empty for all. */
const RULE = 'rule'

function readRule({ name }: Query, value: string): string {
  const id = value.toUpperCase()
  if (id === '' || RULES_IN_SQL.includes(id)) return id
  throw new QueryUsageError(`${name}: there is no rule ${id}. The rules: ${RULES_IN_SQL.join(', ')}`)
}

/** The value as ClickHouse reads it, or null where it is none of that type. */
function readValue(type: string, value: string): string | null {
  const unsigned = /^UInt(8|16|32)$/.exec(type)
  if (unsigned !== null) return /^\d{1,10}$/.test(value) && Number(value) < 2 ** Number(unsigned[1]) ? value : null
  const element = elementOf(type)
  if (element !== null) return readList(element, value)
  if (type.startsWith('Enum8(')) return namesOf(type).includes(value) ? value : null
  if (type === 'Bool') return /^(true|false)$/.test(value) ? value : null
  if (type.startsWith('DateTime64')) return readMoment(value)
  return value
}

/** With commas between them. */
function readList(element: string, value: string): string | null {
  const read = value.split(',').map((one) => readValue(element, one))
  return read.includes(null) ? null : `[${read.join(',')}]`
}

/** The present moment, which only the server reads off a clock. */
export const NOW = 'now'

function readMoment(value: string): string | null {
  if (value === NOW) return NOW
  const nanos = parseRfc3339(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value)
  return nanos === null ? null : formatRfc3339(toMillis(nanos)).replace('T', ' ').replace('Z', '')
}
