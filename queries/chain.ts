/** One edge of `chain-up`'s answer: a credential and one that it was made from. */
export interface ChainRow {
  readonly tenant: string
  readonly issuer: string
  readonly credential_id: string
  readonly identity: string | null
  readonly delegation: string | null
  readonly counts: boolean
  readonly parent_issuer: string
  readonly parent_id: string
}

/** One credential on the way down from the root, and by which edge it was made from the one before. */
export interface ChainHop {
  readonly issuer: string
  readonly id: string
  readonly identity: string | null
  /** Null for the root, and where the issuance does not say. */
  readonly edge: string | null
}

interface Leaf {
  readonly issuer: string
  readonly credential_id: string
  readonly identity: string | null
}

/** The longest way down to a credential, root first; empty where nothing is known above it. Logins make no chain. */
export function chainDown(rows: readonly ChainRow[], leaf: Leaf): ChainHop[] {
  const edges = Map.groupBy(
    rows.filter(({ counts }) => counts),
    (row) => nameOf(row.issuer, row.credential_id),
  )
  const way = longest(leaf.issuer, leaf.credential_id, leaf.identity, edges, new Set())
  return way.length < 2 ? [] : way
}

/** Identities on the way down, each once in a row. */
export function principalsOf(chain: readonly ChainHop[]): string[] {
  const named = chain.flatMap(({ identity }) => (identity === null ? [] : [identity]))
  return named.filter((identity, at) => identity !== named[at - 1])
}

const nameOf = (issuer: string, id: string) => JSON.stringify([issuer, id])

function longest(
  issuer: string,
  id: string,
  known: string | null,
  edges: ReadonlyMap<string, readonly ChainRow[]>,
  below: ReadonlySet<string>,
): ChainHop[] {
  const name = nameOf(issuer, id)
  const up = (edges.get(name) ?? []).filter((row) => !below.has(nameOf(row.parent_issuer, row.parent_id)))
  const identity = known ?? up[0]?.identity ?? null
  let best: ChainHop[] = [{ issuer, id, identity, edge: null }]
  for (const row of up) {
    const above = longest(row.parent_issuer, row.parent_id, null, edges, new Set([...below, name]))
    if (above.length + 1 > best.length) best = [...above, { issuer, id, identity, edge: row.delegation }]
  }
  return best
}
