import { z } from 'zod'

type Schema = z.core.$ZodType

/** What a schema asks for: without what only says that it may be left out, or how it is read. */
export function asked(schema: Schema): Schema {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return asked(schema.unwrap())
  if (schema instanceof z.ZodDefault) return asked(schema.unwrap())
  if (schema instanceof z.ZodPipe) return asked(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
  return schema
}

/** The names that may stand at a path; none where no map does. */
export function namesAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  const at = path.reduce<Schema | undefined>((outer, part) => outer && below(asked(outer), part), schema)
  const found = at && asked(at)
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

function below(schema: Schema, part: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, Schema>)[part]
  if (schema instanceof z.ZodArray) return schema.element
  if (schema instanceof z.ZodRecord) return schema.valueType
  if (!(schema instanceof z.ZodUnion)) return undefined
  return schema.options.map((option) => below(asked(option), part)).find((found) => found !== undefined)
}

/** One thing that can be said, as a schema of nested maps declares it. */
export interface Setting {
  readonly path: readonly string[]
  readonly schema: Schema
  /** As it would be written. */
  readonly fallback: unknown
}

/** All that can be said, in the order of the declaration. */
export function settingsOf(schema: z.ZodObject, path: readonly string[] = []): readonly Setting[] {
  return Object.entries(schema.shape as Record<string, Schema>).flatMap(([name, value]) => {
    const [here, inside] = [[...path, name], asked(value)]
    if (inside instanceof z.ZodObject) return settingsOf(inside, here)
    const fallback: unknown = value instanceof z.ZodPrefault ? value.def.defaultValue : undefined
    return [{ path: here, schema: value, fallback }]
  })
}

/** What a declaration says of a setting beside its form. */
export interface About {
  readonly description?: string
  /** What holds where nobody says it, though saying it means more: a port that is said must be free. */
  readonly default?: string | number
  readonly examples?: readonly string[]
}

/** What is said of a schema, be it inside what may be left out. */
export function aboutOf(schema: Schema): About {
  const outer = z.globalRegistry.get(schema) as About | undefined
  const inside = schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? aboutOf(schema.unwrap()) : {}
  return { ...inside, ...outer }
}
