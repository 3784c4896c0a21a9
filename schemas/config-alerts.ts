import { z } from 'zod'
import { transmitterShape } from './config-caep.ts'
import { endpointShape } from './config-endpoints.ts'
import { Duration, Moment, Truth } from './config-values.ts'
import { SEVERITIES } from './policy.ts'
import { MINUTE, SECOND } from './time.ts'

/** Names stand in commands and variables. */
const NAME = /^[a-z][a-z0-9_-]{0,63}$/
const RANGE = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(?:\/\d{1,3})?$/i

const texts = (description: string) =>
  z.array(z.string().min(1, 'is empty').max(1_024, 'is longer than 1,024 characters')).optional().meta({ description })

/** Which findings are meant. */
const matching = {
  rules: texts('Rules, by glob (`L01`, `C*`)'),
  severity: z
    .enum(SEVERITIES, `is none of ${SEVERITIES.join(', ')}`)
    .optional()
    .meta({ description: 'The least that is told' }),
  owners: texts('Owners, by glob'),
  identities: texts('Identities, by glob'),
  environments: texts('Environments, by glob: `production`, which is all that is known of one'),
  trust_domains: texts('Trust domains of SPIFFE, by glob'),
  tenants: texts('Tenants, by glob'),
}

/** What findings that are told together may have in common. */
export const GROUPED_BY = ['owner', 'identity', 'rule', 'chain_root', 'environment', 'tenant'] as const

/** Whether several are told in one message. */
export const groupShape = z.strictObject({
  by: z
    .array(z.enum(GROUPED_BY, `is none of ${GROUPED_BY.join(', ')}`))
    .default(['owner', 'identity', 'rule', 'chain_root'])
    .meta({ description: 'What they have in common' }),
  wait: Duration.default(30 * SECOND).meta({ description: 'How long the first waits for others' }),
  interval: Duration.default(5 * MINUTE).meta({ description: 'How often at most a group is told of' }),
})

/** Which findings go where. */
export const routeShape = z.strictObject({
  ...matching,
  confirmed: Truth.optional().meta({
    description: "Whether it waits until nothing that comes late can take the finding back (its issuer's lateness)",
  }),
  group: groupShape.optional().meta({
    description:
      'Whether several are told in one message; `{}` for those of one owner, identity, rule and root of a chain',
  }),
  repeat: Duration.refine((length) => length >= MINUTE, 'is too often: write 1m or more')
    .optional()
    .meta({
      description: 'How often it is said again while it is open; never unless it is said',
    }),
  to: z.array(z.string()).min(1, 'is empty').meta({ description: 'Names of endpoints' }),
})

/** A window in which nobody is told of findings. */
export const maintenanceShape = z.strictObject({
  ...matching,
  from: Moment.meta({ description: 'When it begins' }),
  until: Moment.meta({ description: 'When it ends: what is still open then is told' }),
  every: Duration.optional().meta({ description: 'After how long it begins again; once unless it is said' }),
})

/** Who hears of findings. */
export const alerts = z.strictObject({
  endpoints: z
    .record(z.string().regex(NAME, 'is no name of an endpoint: write small letters, digits, - and _'), endpointShape)
    .prefault({})
    .meta({ description: 'Tools that hear of findings, by a name of your choice' }),
  routes: z
    .array(routeShape)
    .prefault([])
    .meta({ description: 'Which findings go where; all that match hold. What is not said matches all' }),
  default_to: z.array(z.string()).prefault([]).meta({
    description:
      'Endpoints of findings that no route matches, and beside their routes of those whose owner became so within a day',
  }),
  maintenance: z.array(maintenanceShape).prefault([]).meta({
    description: 'Windows in which nobody is told of findings; they are told at the end, if they are still open',
  }),
  ...transmitterShape,
  allow: z.array(z.string().regex(RANGE, 'is no range of addresses: one looks like 10.1.0.0/16')).prefault([]).meta({
    description:
      'Addresses of your own network at which receivers may be: no others but those of the world are reached',
  }),
})

/** What is configured of alerts. */
export type AlertsConfig = z.output<typeof alerts>
