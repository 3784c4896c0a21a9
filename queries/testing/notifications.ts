import type { ClickHouse } from '../../clickhouse/client.ts'
import { NOTIFICATION_COLUMNS } from '../../schemas/notifications.ts'

/** A notification as a test tells it: that a finding about a credential opened, unless it says otherwise. `at` is in milliseconds. */
export interface ToldNotification {
  readonly at: number
  readonly issuer: string
  readonly subject_id: string
  readonly owner?: string
  readonly environment?: string
  readonly identity?: string
  readonly endpoint?: string
  readonly occasion?: string
  readonly subject_kind?: string
  readonly rule?: string
  readonly severity?: string
  readonly message?: string
}

const UNSAID = { tenant: 'default', endpoint: 'soc', occasion: 'opened', subject_kind: 'credential', rule: 'L01' }
const NAMES = Object.keys(NOTIFICATION_COLUMNS).filter((name) => name !== 'notified_at')

/** Puts notifications into `lifespan.notifications`, as they are noted of what was sent. */
export async function insertNotifications(client: ClickHouse, told: readonly ToldNotification[]): Promise<void> {
  if (told.length === 0) return
  const structure = [...NAMES.map((name) => `${name} String`), 'at Int64'].join(', ')
  const rows = told.map((one, n) =>
    JSON.stringify({ ...UNSAID, severity: 'high', finding: `f-${one.subject_id}`, message: `msg_${n}`, ...one }),
  )
  await client.command(
    `INSERT INTO lifespan.notifications (${NAMES.join(', ')}, notified_at) SELECT ${NAMES.join(', ')}, fromUnixTimestamp64Milli(at, 'UTC')
     FROM input('${structure}') FORMAT JSONEachRow\n${rows.join('\n')}`,
  )
}
