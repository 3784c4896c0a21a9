/** Until sources authenticate there is one tenant, and every source has authority (semantics: Entities and keys). */
export const TENANT = 'default'
