import { dirname, resolve } from 'node:path'
import { Config, isSecretSetting } from '../../schemas/config.ts'
import { aboutOf, settingsOf, type Setting } from '../../schemas/shape.ts'
import type { Layer, Origin } from './layers.ts'
import { at, isSaid } from './said.ts'
import type { Configured } from './settings.ts'

/** One setting as it is in effect. */
export interface Row {
  readonly path: readonly string[]
  /** As it can be written; null where nobody says it, or where it is secret. */
  readonly value: string | readonly unknown[] | null
  /** What holds where nobody says it, or how it could be said. */
  readonly unsaid: string | number | undefined
  readonly isSecret: boolean
  readonly from: Origin
  /** Place, variable or flag; null for a default. */
  readonly where: string | null
}

/** All settings, in the order of their declaration. */
export function rowsOf(found: Configured): readonly Row[] {
  return settingsOf(Config).flatMap((setting) => {
    const value = at(found.merged.said, setting.path)
    if (!isSaid(value)) return [rowOf(found, setting, setting.path, value)]
    const inner = Object.entries(value).flatMap(([name, parts]) =>
      isSaid(parts) ? Object.entries(parts).map(([part, text]) => [[name, part], text] as const) : [],
    )
    return inner.map(([path, text]) => rowOf(found, setting, [...setting.path, ...path], text))
  })
}

function rowOf(found: Configured, { schema }: Setting, path: readonly string[], value: unknown): Row {
  const speaker = found.merged.speaker(path)
  const where = speaker.where(path)
  const { default: otherwise, examples } = aboutOf(schema)
  const row = { path, unsaid: otherwise ?? examples?.[0], isSecret: false, from: speaker.origin, where }
  if (typeof value !== 'string' && !Array.isArray(value)) return { ...row, value: null, from: 'default', where: null }
  const name = path.join('.')
  const written = speaker.written(path)
  if (written !== undefined) return { ...row, value: written }
  const isSecret = isSecretSetting(name)
  if (isSecret && speaker.origin === 'environment') return { ...row, value: `\${env:${where}}` }
  if (isSecret) return { ...row, value: null, isSecret }
  if (typeof value !== 'string') return { ...row, value }
  if (NAMES_OF_FILES.has(name)) return { ...row, value: resolve(baseOf(found, speaker), value) }
  return { ...row, value: value.replace(CREDENTIALS, '//') }
}

/** An address may hold a user and a password, which are not shown. */
const CREDENTIALS = /(?<=^https?:)\/\/[^/]*@/

const NAMES_OF_FILES = new Set(['data', 'owners'])

const baseOf = ({ file }: Configured, { origin }: Layer) => (origin === 'file' ? dirname(resolve(file!)) : '.')
