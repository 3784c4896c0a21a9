import { formatRfc3339, NEVER, type Millis } from '../schemas/time.ts'
import type { Gap } from './explain-owner.ts'

/** How it came that nobody answers for an identity, in sentences. */
export function tellGap({ identity, gone, back, tenure }: Gap): string[] {
  const from = formatRfc3339(gone)
  const whole = back === NEVER ? `since ${from}` : `from ${from} to ${formatRfc3339(back)}`
  return [...tellCause(identity, gone, tenure), `nobody answers for ${identity} ${whole}`]
}

function tellCause(identity: string, gone: Millis, { owner, left, ended }: Gap['tenure']): string[] {
  const at = formatRfc3339(gone)
  if (left !== null && left < gone && ended?.at !== gone)
    return [`${identity} was assigned at ${at} to ${owner}, who had left at ${formatRfc3339(left)}`]
  const causes: string[] = []
  if (left === gone) causes.push(`${owner} left at ${at}`)
  if (ended?.at === gone && ended.named) causes.push(`the assignment to ${owner} ended at ${at}, as it said itself`)
  if (ended?.at === gone && !ended.named)
    causes.push(`from ${at} on nobody is named as its owner any more; ${owner} was until then`)
  return causes
}
