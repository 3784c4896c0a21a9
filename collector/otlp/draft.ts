import type { LifecycleEvent } from '../../schemas/events.ts'

/** An event that is being put together. */
export type Draft = { -readonly [N in keyof LifecycleEvent]: LifecycleEvent[N] }

/** Sets a column, if there is something to set: what is not said is absent. */
export function put<N extends keyof LifecycleEvent>(
  draft: Draft,
  column: N,
  value: LifecycleEvent[N] | undefined,
): void {
  if (value !== undefined) draft[column] = value
}
