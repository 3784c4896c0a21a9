import { resolve } from 'node:path'
import { parseOwners } from '../../collector/owners/parse.ts'
import { ownersIn } from '../../schemas/config.ts'
import { note } from '../output.ts'
import type { OwnersPlace } from '../system/owners.ts'
import { readText } from './read-text.ts'
import type { Configured } from './settings.ts'

/** A file of owners. */
export function ownersFile(name: string): OwnersPlace {
  return {
    path: resolve(name),
    name,
    async load() {
      const read = await readText(name)
      return read.kind === 'bad' ? { kind: 'bad', problems: [read.problem] } : parseOwners(read.text, name)
    },
  }
}

/** The owners in the configuration itself. Of what else changes there it is said once that it waits. */
export function ownersWithin({ file, merged }: Configured, again: () => Promise<Configured>): OwnersPlace {
  let others = otherThanOwners(merged)
  return {
    path: resolve(file!),
    name: file!,
    async load() {
      const { read, ...now } = (await again()).merged
      if (read.kind === 'bad') return read
      if (others !== (others = otherThanOwners(now)))
        note(`${file} has changed: all but its owners waits for the next start`)
      return { kind: 'good', value: ownersIn(read.value) ?? { owners: [], people: [] } }
    },
  }
}

function otherThanOwners({ said }: Pick<Configured['merged'], 'said'>): string {
  return JSON.stringify({ ...said, owners: undefined, people: undefined })
}
