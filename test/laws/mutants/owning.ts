import { plantedIn } from './mutant.ts'

const ownership = plantedIn('correlator/entities/ownership.ts', {
  'at one instant an end beats an assignment': ['correction', 'start < change.at &&', 'start <= change.at &&'],
  'an end before the assignment ends it': ['order', 'start < change.at &&', ''],
  'an end of whichever stands ends nothing': [
    'correction',
    '(change.ref === ref || change.ref === 0) &&',
    'change.ref === ref &&',
  ],
  "an end is that of anybody's assignment": ['correction', '(change.ref === ref || change.ref === 0) &&', ''],
  'an end ends nothing': ['order', '(ended < relieved ? [{ gone: ended, back: relieved }] : [])', '[]'],
  'an assignment goes on beside the next one': [
    'order',
    'const relieved = assignments[n + 1]?.at ?? NEVER',
    'const relieved = NEVER',
  ],
  'an absence begins before the assignment': ['order', 'const gone = Math.max(at, start)', 'const gone = at'],
  'an absence goes on after the assignment': [
    'order',
    'Math.min(changes[n + 1]?.at ?? NEVER, end)',
    '(changes[n + 1]?.at ?? NEVER)',
  ],
  'who left once is gone for the whole assignment': ['order', 'Math.min(changes[n + 1]?.at ?? NEVER, end)', 'end'],
  'stretches of absence that touch stay apart': [
    'order',
    'episodes.at(-1)?.back === gone',
    'episodes.at(-1)?.back === -gone',
  ],
  'at one instant returned wins over departed': [
    'order',
    'changes[n + 1]?.at !== change.at',
    'changes[n - 1]?.at !== change.at',
  ],
})

const owned = plantedIn('correlator/engine/owned.ts', {
  'episodes are remembered although owners changed': [
    'correction',
    'for (const identity of ownedAnew.identity) state.episodes.delete(identity)',
    '',
  ],
  'in a conflict only the lesser identity wakes': [
    'order',
    '(changed.has(words[at]!) || changed.has(words[at + 1]!))',
    'changed.has(words[at]!)',
  ],
  'a departure wakes nobody': [
    'correction',
    'if (ownedAnew.owner.length > 0) markOwnedBy',
    'if (ownedAnew.owner.length < 0) markOwnedBy',
  ],
  'a departure wakes one identity of several': [
    'order',
    'if (concerned && state.identity.mark(row, OWNED_ANEW)) identities.push(row)',
    'if (concerned && state.identity.mark(row, OWNED_ANEW)) return void identities.push(row)',
  ],
  'an identity whose owners changed once wakes no more': [
    'correction',
    'for (const row of ownedAnew.identity.splice(0)) state.identity.unmark(row, OWNED_ANEW)',
    'ownedAnew.identity.splice(0)',
  ],
  'an owner who left once wakes nobody by returning': [
    'order',
    'for (const row of ownedAnew.owner.splice(0)) state.owner.unmark(row, OWNED_ANEW)',
    'ownedAnew.owner.splice(0)',
  ],
})

const timelines = plantedIn('correlator/entities/timelines.ts', {
  'a change that comes again is another change': [
    'redelivery',
    'if (place >= 0 && order(entries[place]!) === 0) return false',
    '',
  ],
  'a full timeline drops its newest change': ['redelivery', 'entries.shift() === entry', 'entries.pop() === entry'],
  'a full timeline takes no more': [
    'redelivery',
    'entries.splice(place < 0',
    'if (entries.length === TIMELINE_LENGTH) return false\n    entries.splice(place < 0',
  ],
  'of one instant an assignment stands before an end': ['redelivery', 'other.on - entry.on', 'entry.on - other.on'],
  'of one instant there is one change': [
    'redelivery',
    'other.at - entry.at || other.on - entry.on ||',
    'other.at - entry.at ||',
  ],
})

const length = plantedIn('schemas/entities.ts', {
  'timelines keep 15': ['order', 'TIMELINE_LENGTH = 16', 'TIMELINE_LENGTH = 15'],
  'timelines keep 17': ['order', 'TIMELINE_LENGTH = 16', 'TIMELINE_LENGTH = 17'],
})

export const OWNING = [...ownership, ...owned, ...timelines, ...length]
