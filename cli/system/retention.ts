import { LEAST_DAYS, MOST_DAYS, type RetainedName, type Retention } from '../../schemas/ddl/retention.ts'

const VARIABLES: Readonly<Record<RetainedName, string>> = {
  uses: 'LIFESPAN_KEEP_USES',
  rejected: 'LIFESPAN_KEEP_REJECTED',
}

/** How long things are to be kept, as the environment says; what it does not say stays as it was once set. Throws where it can't be so. */
export function retentionAsked(environment: NodeJS.ProcessEnv = process.env): Retention {
  const said = Object.entries(VARIABLES).flatMap(([name, variable]) => {
    const text = environment[variable]
    return text === undefined || text === '' ? [] : [[name, daysIn(text, variable)] as const]
  })
  return Object.fromEntries(said)
}

function daysIn(text: string, variable: string): number {
  if (text === 'forever') return 0
  const days = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (days >= LEAST_DAYS && days <= MOST_DAYS) return days
  throw new Error(
    `${variable} is ${JSON.stringify(text)}: give whole days, from ${LEAST_DAYS} to ${MOST_DAYS}, or forever`,
  )
}
