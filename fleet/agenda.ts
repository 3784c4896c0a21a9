/** What is to be done, by time; things of the same time in the order in which they were added. */
export interface Agenda<Item> {
  add(at: number, item: Item): void
  /** Takes out, in order, what is due by then; at most so many. */
  due(now: number, most: number): Item[]
}

/** An empty agenda. */
export function createAgenda<Item>(): Agenda<Item> {
  const entries: { readonly at: number; readonly item: Item }[] = []
  /** How many entries are at that time or before. */
  function through(at: number): number {
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((entries[middle]?.at ?? Infinity) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    add: (at, item) => void entries.splice(through(at), 0, { at, item }),
    due: (now, most) => entries.splice(0, Math.min(through(now), most)).map((entry) => entry.item),
  }
}
