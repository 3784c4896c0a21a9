/** Nobody who asks again waits for longer before. */
const KEPT_MS = 60_000

/** Does something once, however often it is asked for under a name: whoever asks again hears of the first. What failed is begun anew. */
export function createOnce<T>(keptMs = KEPT_MS): (name: string, begin: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return (name, begin) => {
    const known = underWay.get(name)
    if (known !== undefined) return known
    const work = begin()
    underWay.set(name, work)
    const forget = () => underWay.delete(name)
    work.then(() => void setTimeout(forget, keptMs).unref(), forget)
    return work
  }
}
