import { tenantsWithoutOwners } from '../../queries/findings.ts'
import { ok, warn, type Check } from './check.ts'
import type { Stored } from './around.ts'

const TODO = 'send owner.assigned events, or name a file: npx lifespan ingest --owners owners.yaml'

/** Whether anybody says who owns what: without, G02 is silent. */
export const owners: Check<Stored> = {
  name: 'owners',
  look: async ({ client }) => {
    const tenants = await tenantsWithoutOwners(client)
    if (tenants.length === 0) return [ok('all tenants', 'it is known who owns what')]
    return tenants.map((tenant) => warn(`tenant ${tenant}`, 'no owner source yet, so G02 is silent', TODO))
  },
}
