import type { Notice } from '../../alerts/io/notices.ts'
import type { NativeColumn } from '../../clickhouse/native/column.ts'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import { NOTIFICATION_COLUMNS, type NotificationColumn } from '../../schemas/notifications.ts'

type Text = Exclude<NotificationColumn, 'notified_at'>

const TEXTS: Readonly<Record<Text, (notice: Notice) => string>> = {
  endpoint: ({ endpoint }) => endpoint,
  finding: ({ alert }) => alert.id,
  message: ({ id }) => id,
  occasion: ({ occasion }) => occasion,
  tenant: ({ alert }) => alert.tenant,
  rule: ({ alert }) => alert.rule,
  severity: ({ alert }) => alert.severity,
  subject_kind: ({ alert }) => alert.kind,
  issuer: ({ alert }) => alert.issuer,
  subject_id: ({ alert }) => alert.subject,
  identity: ({ alert }) => alert.identity,
  owner: ({ alert }) => alert.owner,
  environment: ({ alert }) => alert.environment,
}

/** What was sent as rows of `lifespan.notifications`: one ClickHouse Native block, which makes enumerations of texts by itself. */
export function encodeNotices(notices: readonly Notice[]): { columns: string[]; block: Uint8Array } {
  const texts = Object.entries(TEXTS).map(([name, of]): NativeColumn => ({
    name,
    type: 'String',
    data: notices.map(of),
  }))
  const moments: NativeColumn = {
    name: 'notified_at',
    type: NOTIFICATION_COLUMNS.notified_at.type,
    data: Float64Array.from(notices, ({ at }) => at),
  }
  const columns = [...texts, moments]
  return { columns: columns.map(({ name }) => name), block: encodeNative(notices.length, columns) }
}
