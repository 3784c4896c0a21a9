const retryable = {
  CLICKHOUSE_UNAVAILABLE: true,
  CLICKHOUSE_BUSY: true,
  CLICKHOUSE_REFUSED: false,
  CLICKHOUSE_CUT: true,
  CLICKHOUSE_MALFORMED: false,
  PORT_TAKEN: false,
  DATA_DIR_IN_USE: false,
  DATA_DIR_UNUSABLE: false,
  ENGINE_MISSING: false,
  ENGINE_FAILED: false,
  SCHEMA_NEWER: false,
  SCHEMA_CHANGED: false,
  CLUSTER_UNFIT: false,
} as const satisfies Record<string, boolean>

/** Everything that can go wrong between Lifespan and ClickHouse. */
export type FaultCode = keyof typeof retryable

/** Something outside the record went wrong: the process retries it or stops. The message says what, where and what to do. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** Whether the same call may succeed later. Inserts are idempotent here, so retrying one of unknown outcome does no harm. */
  get retryable(): boolean {
    return retryable[this.code]
  }
}
