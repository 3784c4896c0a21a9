import { formatRfc3339, NEVER, type Millis } from '../schemas/time.ts'
import type { Session } from './session.ts'
import { sqlFile } from './sql-text.ts'

/** A finding's content, to be read: of the stored row, or of what SQL makes of the events. */
interface Content {
  readonly tenant: string
  readonly rule: string
  readonly kind: string
  readonly issuer: string
  readonly subject: string
  readonly appears: string
  readonly since: string
  /** Null: it has no end. */
  readonly until: string | null
  readonly severity: string
}

/** A finding that only one side has, or that both have differently. */
export interface Difference {
  readonly id: string
  readonly rule: string
  readonly subject: string
  readonly side: 'stream only' | 'sql only' | 'differs'
  readonly stream?: Content
  readonly sql?: Content
}

const MOST_LISTED = 1_000

type ContentRow = readonly [string, string, string, string, string, string, string, string, string]

interface SideRow extends Pick<Difference, 'id' | 'rule' | 'subject' | 'side'> {
  readonly stream: ContentRow
  readonly sql: ContentRow
  readonly total: string
}

/** The differences between stored and recomputed findings at a moment, the first thousand, and how many there are. */
export async function differencesAt(session: Session, now: Millis): Promise<[Difference[], number]> {
  const rows = await session.rows<SideRow>(
    `SELECT *, count() OVER () AS total FROM (
${sqlFile('verify/sides.sql')}
) WHERE side != 'differs' OR stream != sql ORDER BY rule, id LIMIT ${MOST_LISTED}`,
    { now },
  )
  return [rows.map(difference), Number(rows[0]?.total ?? 0)]
}

function difference({ id, rule, subject, side, stream, sql }: SideRow): Difference {
  return {
    id,
    rule,
    subject,
    side,
    ...(side === 'sql only' ? {} : { stream: contentOf(stream) }),
    ...(side === 'stream only' ? {} : { sql: contentOf(sql) }),
  }
}

function contentOf([tenant, rule, kind, issuer, subject, ...rest]: ContentRow): Content {
  const [appears, since, until] = rest.slice(0, 3).map((at) => formatRfc3339(Number(at))) as [string, string, string]
  const end = Number(rest[2]) === NEVER ? null : until
  return { tenant, rule, kind, issuer, subject, appears, since, until: end, severity: rest[3] }
}
