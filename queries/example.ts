import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Query } from './catalogue.ts'
import { shellWord } from './shell-word.ts'

const root = new URL('./sql/examples/', import.meta.url)
const place = (name: string) => new URL(`${name}.txt`, root)

/** The command that asks a question's example. */
export function exampleCommand({ name, example }: Query): string {
  return ['npx lifespan query', name, ...example.map(shellWord)].join(' ')
}

/** The example's command and its answer as people see it, or null where nobody has written one. */
export function readExample({ name }: Query): string | null {
  return existsSync(place(name)) ? readFileSync(place(name), 'utf8') : null
}

/** Keeps an answer as the example's. */
export function writeExample({ name }: Query, text: string): void {
  writeFileSync(place(name), text)
}

/** What the examples are asked of, as Markdown. */
export function exampleStory(): string {
  return readFileSync(new URL('README.md', root), 'utf8').trim()
}
