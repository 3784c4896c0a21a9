import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Path } from '../../collector/yaml/problems.ts'

/** What a text refers to, where it has references (`${env:NAME}`, `${file:PATH}`). */
export interface Resolved {
  readonly value: unknown
  /** Paths, as JSON, of texts that had any: as they were written. */
  readonly written: ReadonlyMap<string, string>
  readonly problems: readonly { readonly path: Path; readonly what: string }[]
}

const REFERENCE = /\$\{([^{}]*)\}/g
const MOST_BYTES = 1_048_576

/** Puts in place what texts of maps refer to, files below a directory. Lists stay: their names are anybody's. */
export function resolveReferences(value: unknown, directory: string, environment: NodeJS.ProcessEnv): Resolved {
  const written = new Map<string, string>()
  const problems: { path: Path; what: string }[] = []
  const look = (at: unknown, path: Path): unknown => {
    if (typeof at === 'string') return look1(at, path)
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return at
    const entries = Object.entries(at).map(([name, inside]) => [name, look(inside, [...path, name])] as const)
    return Object.fromEntries(entries.filter(([, inside]) => inside !== undefined))
  }
  const look1 = (text: string, path: Path): string | undefined => {
    if (!text.includes('${')) return text
    written.set(JSON.stringify(path), text)
    try {
      return text.replaceAll(REFERENCE, (_, inside: string) => contentOf(inside, directory, environment))
    } catch (error) {
      problems.push({ path, what: (error as Error).message })
      return undefined
    }
  }
  return { value: look(value, []), written, problems }
}

/** What one reference stands for. Throws an Error that says why it stands for nothing. */
function contentOf(inside: string, directory: string, environment: NodeJS.ProcessEnv): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(inside) ?? []
  if (kind === 'env') return environment[name] ?? refuse(`the environment has no ${name}`)
  if (kind === 'file') return contentOfFile(resolve(directory, name), name)
  return refuse(`\${${inside}} is no reference: one is \${env:NAME} or \${file:PATH}`)
}

function contentOfFile(path: string, name: string): string {
  try {
    const found = statSync(path)
    if (!found.isFile()) return refuse(`${name} is no file`)
    if (found.size > MOST_BYTES) return refuse(`${name} is larger than 1 MiB`)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    return text.replace(/\r?\n$/, '')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return refuse(`${name} is not UTF-8`)
    return refuse(code === undefined ? message : `cannot read ${name} (${code})`)
  }
}

function refuse(what: string): never {
  throw new Error(what)
}
