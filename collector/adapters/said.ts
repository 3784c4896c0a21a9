/** Leaves out what is not known: absent, never `undefined`. */
export function known<T extends object>(said: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Partial<T>
}
