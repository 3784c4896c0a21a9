import { format } from 'prettier'
import { queriesPage } from '../../queries/reference.ts'
import { referencePages } from '../../schemas/reference.ts'
import { libraryVocabulary } from './library.ts'
import { registryFiles } from './registry.ts'

/** All that is derived from declarations and kept in files, by their place in the repository. */
export async function allPages(): Promise<Readonly<Record<string, string>>> {
  const pages = { ...referencePages(), 'queries.md': queriesPage() }
  return {
    ...under('docs/reference', pages),
    ...under('schemas/registry', await registry()),
    'instrumentation/vocabulary.ts': await formatted(libraryVocabulary(), 'typescript'),
  }
}

function under(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))
}

const formatted = (text: string, parser: string) =>
  format(text, { parser, semi: false, singleQuote: true, printWidth: 120 })

async function registry(): Promise<Readonly<Record<string, string>>> {
  const files = Object.entries(registryFiles())
  return Object.fromEntries(await Promise.all(files.map(async ([name, text]) => [name, await formatted(text, 'yaml')])))
}
