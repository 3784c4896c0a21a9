import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { vanished } from '../../collector/owners/vanished.ts'
import { complain, note } from '../output.ts'
import type { Owners, OwnersPlace } from './owners.ts'

/** A file is read again once it has stayed as it is from one look to the next: whoever writes it has finished. */
const LOOK_MS = 1_000
/** So many of what vanished are named. */
const MOST_NAMED = 3

/** Looks after owners: what is new in them is logged; a bad file is told, and the one before it stays. Returns what ends it. */
export function watchOwners(
  place: OwnersPlace,
  owners: Owners,
  onTrouble: (error: Error) => void,
): () => Promise<void> {
  const stopping = new AbortController()
  const watching = watch(place, () => reload(place, owners).catch(onTrouble), stopping.signal)
  return async () => {
    stopping.abort()
    await watching
  }
}

/** By looking, not by events: those follow the file that was there, and editors put another in its place. */
async function watch({ path }: OwnersPlace, changed: () => Promise<void>, signal: AbortSignal): Promise<void> {
  // The first look reads it too: it may have changed while everything started.
  let [read, last] = ['', '']
  while (await pause(signal)) {
    const now = await marksOf(path)
    if (now === last && now !== read) {
      read = now
      await changed()
    }
    last = now
  }
}

function pause(signal: AbortSignal): Promise<boolean> {
  return sleep(LOOK_MS, true, { signal, ref: false }).catch(() => false)
}

/** What tells one state of a file from another. */
async function marksOf(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(
    ({ ino, size, mtimeNs, ctimeNs }) => [ino, size, mtimeNs, ctimeNs].join(' '),
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  )
}

async function reload(place: OwnersPlace, owners: Owners): Promise<void> {
  const read = await place.load()
  if (read.kind === 'bad')
    return complain(
      `${place.name} has changed and is not taken: the owners of before stay\n${read.problems.join('\n')}`,
    )
  const before = owners.file
  if (JSON.stringify(read.value) === JSON.stringify(before)) return
  const lost = vanished(before, read.value)
  const logged = await owners.replace(read.value)
  note(`${place.name} has changed: ${logged === 1 ? '1 event' : `${logged} events`} of owners logged`)
  if (lost.length > 0) complain(warningOf(place, lost))
}

function warningOf({ name }: OwnersPlace, lost: readonly string[]): string {
  const named = lost.slice(0, MOST_NAMED).join('; ')
  const more = lost.length > MOST_NAMED ? `; and ${lost.length - MOST_NAMED} more` : ''
  const how = "to end an assignment, keep its line and give it an 'until'; who came back has 'returned'"
  return `${name} no longer says: ${named}${more}. It was logged and stays, for nothing is taken back: ${how}`
}
