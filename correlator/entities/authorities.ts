/** In whose name an id was given: a tenant, and who issued it there (empty for entities without issuer). */
export interface Authority {
  readonly tenant: string
  readonly issuer: string
}

/** Beside its names: places in tables, and what the policy says of it. */
const AUTHORITY_BYTES = 300

/** What one takes. */
export function authorityBytes({ tenant, issuer }: Authority): number {
  return AUTHORITY_BYTES + (tenant.length + issuer.length) * 2
}

/** Authorities, numbered from 1 in the order in which they come; there are few. */
export class Authorities {
  readonly #numbers = new Map<string, Map<string, number>>()
  readonly #authorities: Authority[] = [{ tenant: '', issuer: '' }]

  number(tenant: string, issuer: string): number {
    let ofTenant = this.#numbers.get(tenant)
    if (ofTenant === undefined) this.#numbers.set(tenant, (ofTenant = new Map()))
    const known = ofTenant.get(issuer)
    if (known !== undefined) return known
    ofTenant.set(issuer, this.#authorities.length)
    return this.#authorities.push({ tenant, issuer }) - 1
  }

  /** Bytes of their names, two a character, and about what a place in tables takes. */
  get size(): number {
    return this.#authorities.reduce((bytes, authority) => bytes + authorityBytes(authority), 0)
  }

  /** The authority of a number; of 0 one without names. */
  at(number: number): Authority {
    return this.#authorities[number]!
  }
}
