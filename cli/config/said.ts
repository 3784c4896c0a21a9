import type { Path } from '../../collector/yaml/problems.ts'

/** What somebody says: names to texts, lists, and further ones. */
export interface Said {
  readonly [name: string]: unknown
}

/** A map of names, not a text or a list. */
export function isSaid(value: unknown): value is Said {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is said at a path; undefined where nothing is. */
export function at(said: unknown, path: Path): unknown {
  return path.reduce(
    (inside, name) => (isSaid(inside) && Object.hasOwn(inside, name) ? inside[String(name)] : undefined),
    said,
  )
}

/** The same with one thing more. */
export function put(said: Said, [name, ...inner]: readonly string[], value: unknown): Said {
  const inside = said[name!]
  return { ...said, [name!]: inner.length === 0 ? value : put(isSaid(inside) ? inside : {}, inner, value) }
}

/** One on the other: maps name by name, all else whole. */
export function over(below: Said, above: Said): Said {
  const joined = Object.entries(above).map(([name, value]) => {
    const under = below[name]
    return [name, isSaid(under) && isSaid(value) ? over(under, value) : value] as const
  })
  return { ...below, ...Object.fromEntries(joined) }
}
