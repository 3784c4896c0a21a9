import { createRequire } from 'node:module'
import { join } from 'node:path'

/** From where the modules of a service are looked for: beside its program, else where it was started. */
const places = () => [process.argv[1], join(process.cwd(), 'any.js')].filter((place) => place !== undefined)

/** A module that the service has installed, and from where it is found. */
export interface Installed {
  readonly module: unknown
  readonly place: string
}

/** A module of the service's, or what such a one depends on (`within`); null where it has none. */
export function installed(name: string, within?: string): Installed | null {
  for (const beside of places()) {
    try {
      const place = within === undefined ? beside : createRequire(beside).resolve(within)
      return { module: createRequire(place)(name) as unknown, place }
    } catch {
      // The next one.
    }
  }
  return null
}
