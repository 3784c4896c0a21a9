import { NEVER, EARLIEST, type Millis } from '../../schemas/time.ts'
import { checkId } from './check-id.ts'
import { Kinds } from './kinds.ts'
import type { Assignment, Entry, OwnersFile, PresenceChange, Said } from './owners-file.ts'
import { shown, type Problems } from './problems.ts'
import { readTime } from './times.ts'

const CHANGES = ['departed', 'returned'] as const

/** What the entries say, each text checked. Where there are problems the answer holds what had none. */
export function checkEntries(entries: readonly Entry[], problems: Problems): Omit<OwnersFile, 'file'> {
  const kinds = new Kinds(problems)
  const assignments = entries.flatMap((entry) => (entry.list === 'owners' ? assignmentOf(entry, kinds, problems) : []))
  const people = peopleOf(
    entries.filter(({ list }) => list === 'people'),
    problems,
  )
  return { assignments: assignments.map((one) => ({ ...one, kind: kinds.of(one.owner) })), people }
}

function assignmentOf(entry: Entry, kinds: Kinds, problems: Problems): Omit<Assignment, 'kind'>[] {
  const match = idOf(entry, 'match', 'say which identities', problems)
  const owner = idOf(entry, 'owner', 'say who answers for them', problems)
  const from = happenedAt(entry.said.get('from')?.[0], problems) ?? EARLIEST
  const until = untilOf(entry, from, problems)
  kinds.say(owner, entry.said.get('kind')?.[0])
  return match === null || owner === null ? [] : [{ match, owner, from, until, line: entry.line }]
}

function idOf(entry: Entry, key: string, fix: string, problems: Problems): string | null {
  const said = entry.said.get(key)?.[0]
  const problem = said === undefined ? `has no \`${key}\`: ${fix}` : checkId(said.text)
  if (problem !== null) problems.add(said ?? entry, said === undefined ? problem : `\`${key}\` ${problem}`)
  return problem === null ? said!.text : null
}

function untilOf(entry: Entry, from: Millis, problems: Problems): Millis | null {
  const said = entry.said.get('until')?.[0]
  const until = said === undefined ? null : timeOf(said, problems)
  if (until === null || until === NEVER) return null
  if (until <= from)
    problems.add(said!, `\`until\` ${shown(said!.text)} is not after its \`from\`: give a later one, or none`)
  return until
}

function timeOf(said: Said, problems: Problems): Millis | null {
  const time = readTime(said.text)
  if (typeof time === 'number') return time
  problems.add(said, `${shown(said.text)} ${time}`)
  return null
}

/** A time that is no "never". */
function happenedAt(said: Said | undefined, problems: Problems): Millis | null {
  const time = said === undefined ? null : timeOf(said, problems)
  if (time !== NEVER) return time
  problems.add(said!, `${shown(said!.text)} is after 2199: leave out what never happens`)
  return null
}

/** Each change once. Who departs and returns at one moment would stay away: gone rules over back. */
function peopleOf(entries: readonly Entry[], problems: Problems): readonly PresenceChange[] {
  const changes = new Map<string, PresenceChange & { readonly said: Said }>()
  for (const entry of entries) for (const one of changesOf(entry, problems)) changes.set(keyOf(one.change, one), one)
  for (const one of changes.values())
    if (one.change === 'returned' && changes.has(keyOf('departed', one)))
      problems.add(
        one.said,
        `${shown(one.owner)} returns at the moment of departing, and stays away: give a later time`,
      )
  return [...changes.values()].map(({ owner, change, at }) => ({ owner, change, at }))
}

function keyOf(change: string, { at, owner }: PresenceChange): string {
  return `${change} ${at} ${owner}`
}

function changesOf(entry: Entry, problems: Problems): (PresenceChange & { readonly said: Said })[] {
  const owner = idOf(entry, 'owner', 'say who', problems)
  if (CHANGES.every((change) => !entry.said.has(change)))
    problems.add(entry, 'says neither `departed` nor `returned`: give one, or delete the entry')
  const said = CHANGES.flatMap((change) => (entry.said.get(change) ?? []).map((one) => ({ change, said: one })))
  return said.flatMap((one) => {
    const at = happenedAt(one.said, problems)
    return owner === null || at === null ? [] : [{ owner, at, ...one }]
  })
}
