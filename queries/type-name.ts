/** The type of a parameter in words: of an enumeration its names. */
export function typeName(type: string): string {
  const names = namesOf(type)
  if (names.length > 0) return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
  const element = elementOf(type)
  return element === null ? type : `list of ${element}`
}

/** The names of an enumeration; none where it is none. */
export function namesOf(type: string): readonly string[] {
  return type.startsWith('Enum8(') ? [...type.matchAll(/'([^']*)'/g)].map(([, name]) => name!) : []
}

/** Of what a list is; null where it is none. */
export function elementOf(type: string): string | null {
  return /^Array\((.*)\)$/.exec(type)?.[1] ?? null
}
