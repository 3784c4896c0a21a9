import { dirname } from 'node:path'
import type { Path, Where } from '../../collector/yaml/problems.ts'
import { readTree } from '../../collector/yaml/tree.ts'
import { Config, variableOf } from '../../schemas/config.ts'
import { settingsOf } from '../../schemas/shape.ts'
import { readText } from './read-text.ts'
import { resolveReferences } from './references.ts'
import { put, type Said } from './said.ts'

export type Origin = 'default' | 'file' | 'environment' | 'flag'

/** What one of those who may speak says. */
export interface Layer {
  readonly origin: Origin
  readonly said: Said
  readonly where: Where
  readonly problems: readonly string[]
  /** A text as it was written, where it refers to what it means. */
  written(path: Path): string | undefined
}

const layer = (origin: Origin, said: Said, where: Where): Layer => ({
  origin,
  said,
  where,
  problems: [],
  written: () => undefined,
})

/** What holds where nobody says anything: as the declaration has it. */
export const defaults: Layer = layer(
  'default',
  settingsOf(Config).reduce<Said>(
    (all, { path, fallback }) => (fallback === undefined ? all : put(all, path, fallback)),
    {},
  ),
  () => null,
)

/** What a file says. */
export async function fileLayer(path: string, name: string, environment: NodeJS.ProcessEnv): Promise<Layer> {
  const read = await readText(path, name)
  if (read.kind === 'bad') return { ...layer('file', {}, () => name), problems: [read.problem] }
  const { value = {}, problems, where } = readTree(read.text, name)
  if (typeof value !== 'object' || Array.isArray(value))
    return { ...layer('file', {}, where), problems: [`${where([])}: holds no settings: write name: value`] }
  const resolved = resolveReferences(value, dirname(path), environment)
  const unresolved = resolved.problems.map((one) => `${where(one.path)}: ${one.path.join('.')}: ${one.what}`)
  return {
    ...layer('file', resolved.value as Said, where),
    problems: [...problems, ...unresolved],
    written: (at) => resolved.written.get(JSON.stringify(at)),
  }
}

/** Of these an empty variable says nothing; of a name or an address it would say something wrong. */
const SILENT_IF_EMPTY = ['policy', 'ports', 'retention']

/** What the environment says. */
export function environmentLayer(environment: NodeJS.ProcessEnv, hasUrl: boolean): Layer {
  const variables = settingsOf(Config).flatMap(({ path }) => {
    const name = variableOf(path)
    const text = name === null ? undefined : environment[name]
    if (text === undefined || (text === '' && SILENT_IF_EMPTY.includes(path[0]!))) return []
    return [{ path, name: name!, text: path[0] === 'retention' ? inDays(text) : text }]
  })
  // Other programs of ClickHouse's read these too: without an address they are not meant for us.
  const isMeant = hasUrl || variables.some(({ name }) => name === 'CLICKHOUSE_URL')
  const meant = variables.filter(({ path }) => path[0] !== 'clickhouse' || isMeant)
  const said = meant.reduce<Said>((all, { path, text }) => put(all, path, text), {})
  return layer('environment', said, (path) => meant.find((one) => one.path.join('.') === path.join('.'))?.name ?? null)
}

const inDays = (text: string) => (/^\d+$/.test(text) ? `${text}d` : text)

/** What the command line says: the texts of flags, by path. */
export function flagLayer(flags: ReadonlyMap<string, { readonly flag: string; readonly text: string }>): Layer {
  const said = [...flags].reduce<Said>((all, [name, { text }]) => put(all, name.split('.'), text), {})
  return layer('flag', said, (path) => flags.get(path.join('.'))?.flag ?? null)
}
