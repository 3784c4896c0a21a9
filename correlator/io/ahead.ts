/** A stream whose first item is asked for at once: whoever answers works while others are read. A failure is told to the reader. */
export function ahead<T>(stream: AsyncIterable<T>): AsyncIterable<T> {
  const items = stream[Symbol.asyncIterator]()
  let first: Promise<IteratorResult<T>> | null = items.next()
  first.catch(() => undefined)
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        const next = first ?? items.next()
        first = null
        return next
      },
      return: () => items.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    }),
  }
}
