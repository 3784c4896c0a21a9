/** What is seen of the surroundings: variables, and small files by their path (null where one can't be read). */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly read: (path: string) => string | null
}

/** What a place says of who runs there: attributes by their names; those that are undefined are not said. */
export type Found = Readonly<Record<string, string | undefined>>

/** Knows one kind of place; null where it is none of that kind. */
export type Detector = (surroundings: Surroundings) => Found | null
