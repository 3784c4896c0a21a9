/** A part of something of which nothing is known; undefined where it has no such part. */
export function part(of: unknown, ...path: readonly string[]): unknown {
  let at = of
  for (const name of path) {
    if ((typeof at !== 'object' && typeof at !== 'function') || at === null) return undefined
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  return at
}

/** The same, where it is a text that says something. */
export function textIn(of: unknown, ...path: readonly string[]): string | undefined {
  const found = part(of, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** The same, where it is a list; the texts of it. */
export function textsIn(of: unknown, ...path: readonly string[]): readonly string[] | undefined {
  const found = part(of, ...path)
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : undefined
}
