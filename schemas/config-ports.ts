/** Ports as they are said; 0 is any free one. */
type Said = Readonly<Record<string, number | undefined>>

/** Which ports are said that another one has already: where, and in words. `isOurs`: whether we listen there at all. */
export function portProblems(ports: Said, isOurs: (name: string) => boolean): [name: string, what: string][] {
  const said = Object.entries(ports).filter(([name, port]) => port !== undefined && port > 0 && isOurs(name))
  return said.flatMap(([name, port], n): [string, string][] => {
    const first = said.slice(0, n).find(([, other]) => other === port)
    return first === undefined ? [] : [[name, `is ${port}, as ports.${first[0]} is: give each one of its own`]]
  })
}
