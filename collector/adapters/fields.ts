/** What a JSON object holds, nothing of it believed yet. */
export type Fields = { readonly [name: string]: unknown }

/** The fields of a value, if it is an object at all. */
export function fieldsOf(value: unknown): Fields | null {
  return isObject(value) ? value : null
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
