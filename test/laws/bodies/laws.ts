import { bound } from './bound.ts'
import { correction } from './correction.ts'
import type { Law } from './law.ts'
import { order } from './order.ts'
import { partition } from './partition.ts'
import { redelivery } from './redelivery.ts'
import { silence } from './silence.ts'
import { tenancy } from './tenancy.ts'

/** The laws that need nothing but an engine. */
export const LAWS = { order, redelivery, correction, silence, tenancy, bound, partition } as const satisfies Record<
  string,
  Law
>

export type LawName = keyof typeof LAWS
