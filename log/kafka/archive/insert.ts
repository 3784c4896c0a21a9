/** Blocks of rows for a table, whose columns are the same. */
export interface Insert {
  readonly table: string
  readonly columns: readonly string[]
  readonly block: Uint8Array
}

/** Inserts of the same columns of the same table as one: blocks of the Native format stand behind one another. */
export function joined(inserts: readonly Insert[]): readonly Insert[] {
  const alike = new Map<string, Insert[]>()
  for (const insert of inserts) {
    const key = [insert.table, ...insert.columns].join(' ')
    const known = alike.get(key)
    if (known === undefined) alike.set(key, [insert])
    else known.push(insert)
  }
  return [...alike.values()].map((same) => ({ ...same[0]!, block: Buffer.concat(same.map(({ block }) => block)) }))
}
