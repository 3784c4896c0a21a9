/** The log can take no more at the moment: nothing was taken, and the same may be sent again later. */
export class LogFull extends Error {
  override readonly name = 'LogFull'
  readonly retryable = true
}
