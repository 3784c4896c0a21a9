import type { ChainHop } from './chain.ts'
import { millisOf, toMoment } from './moments.ts'
import type { ExplainedFinding } from './explain.ts'
import { tellLength } from './explain-words.ts'
import { visible } from './visible.ts'

/** An explained finding as text for people: no colours, ends in a newline. */
export function renderExplained(explained: ExplainedFinding): string {
  const { finding, deadline, closing, further, chain } = explained
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [`${finding.rule} ${finding.title}`, heading(explained)],
    ['How it came about', deadline],
    [
      `What happened (${explained.uses} accepted ${explained.uses === 1 ? 'use' : 'uses'} in all)`,
      eventLines(explained),
    ],
    ['First use after', firstUse(explained)],
    ['From root to leaf', chain.map(hopLine)],
    ['Owner', ownerLines(explained)],
    ['What would close it', [closing]],
    ['Speaks to', frameworkLines(explained)],
    ['To look further', further.flatMap(({ title, command, sql }) => [`${title}:`, `  ${command}`, `  ${sql}`])],
  ]
  const shown = sections.filter(([, lines]) => lines.length > 0)
  return shown.map(([title, lines]) => `${title}\n${lines.map((line) => `  ${visible(line)}\n`).join('')}`).join('\n')
}

function heading({ finding }: ExplainedFinding): string[] {
  const { subject, exposure_ms } = finding
  const length = exposure_ms === null ? 'no end' : tellLength(exposure_ms)
  return [
    `${finding.severity}, ${finding.state}, ${finding.confidence}; ${finding.since} to ${finding.until ?? 'never'} (${length})`,
    `${subject.kind} ${subject.issuer === null ? '' : `${subject.issuer} `}${subject.id}, tenant ${finding.tenant}`,
    `id ${finding.id}`,
  ]
}

/** Of many uses those that matter are told, accepted ones all of them, and how many there are beside. */
function eventLines({ events, uses, usesGoneBefore }: ExplainedFinding): string[] {
  const gone = usesGoneBefore === null ? [] : [`uses that were received before ${usesGoneBefore} are gone (retention)`]
  const lines = events.map(({ time, type, outcome, whose, id, detail }) => {
    const what = `${type}${outcome === 'ok' ? '' : ` (${outcome})`}`
    return `${toMoment(time)}  ${what}  ${whose === 'itself' ? '' : `${whose} ${id}  `}${detail}`.trimEnd()
  })
  const told = events.filter(({ type, whose }) => whose === 'itself' && type === 'credential.used').length
  const more = uses > told ? [`${uses - told} more accepted uses, which the first question below lists`] : []
  return [...lines, ...more, ...gone]
}

function ownerLines({ owner: { before, until, now } }: ExplainedFinding): string[] {
  return [`before: ${before ?? 'nobody'}${until === null ? '' : ` (until ${until})`}`, `now: ${now ?? 'nobody'}`]
}

function hopLine({ issuer, id, identity, edge }: ChainHop, at: number): string {
  const arrow = at === 0 ? '' : `${edge === null ? '' : `-${edge}`}-> `
  return `${arrow}${issuer} ${id}${identity === null ? '' : ` (${identity})`}`
}

function firstUse({ firstUseAfter, finding }: ExplainedFinding): string[] {
  if (firstUseAfter === null) return finding.subject.kind === 'credential' ? ['none'] : []
  const later = tellLength(millisOf(firstUseAfter.time) - millisOf(finding.since))
  return [
    `${toMoment(firstUseAfter.time)}, ${later} later${firstUseAfter.detail === '' ? '' : `: ${firstUseAfter.detail}`}`,
  ]
}

function frameworkLines({ finding }: ExplainedFinding): string[] {
  return Object.entries(finding.frameworks).flatMap(([name, ids]: [string, readonly string[]]) =>
    ids.length === 0 ? [] : [`${name}: ${ids.join(', ')}`],
  )
}
