/** A member of a group, and the partitions that it says it had. */
export interface Member {
  readonly id: string
  readonly had: readonly number[]
}

/**
 * Shares partitions among members: equally, but for one, and each of them stays where it was, for its rows are there. The same for
 * whoever asks.
 */
export function sharePartitions(members: readonly Member[], count: number): ReadonlyMap<string, readonly number[]> {
  const sorted = [...members].sort((one, other) => (one.id < other.id ? -1 : 1))
  const shares = new Map(sorted.map(({ id }): [string, number[]] => [id, []]))
  const [least, more] = [Math.floor(count / sorted.length), count % sorted.length]
  const taken = new Set<number>()
  let larger = 0
  const keep = ({ id, had }: Member, most: number) => {
    const share = shares.get(id)!
    for (const partition of had) {
      if (share.length >= most || partition >= count || taken.has(partition)) continue
      share.push(partition)
      taken.add(partition)
    }
  }
  for (const member of sorted) keep(member, least)
  for (const member of sorted) {
    if (larger === more) break
    keep(member, least + 1)
    if (shares.get(member.id)!.length > least) larger++
  }
  const left = [...Array(count).keys()].filter((partition) => !taken.has(partition))
  for (const share of shares.values()) while (share.length < least) share.push(left.pop()!)
  for (const share of shares.values()) if (left.length > 0 && share.length === least) share.push(left.pop()!)
  return shares
}
