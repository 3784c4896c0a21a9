import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse, QueryParams } from '../clickhouse/client.ts'
import { readProgress } from '../clickhouse/progress.ts'
import { usesHorizon } from '../clickhouse/retention.ts'
import type { Policy } from '../schemas/policy.ts'
import type { Millis } from '../schemas/time.ts'
import { differencesAt, type Difference } from './differences.ts'
import { withRecomputed } from './recompute.ts'
import { RULES_IN_SQL } from './rule-ids.ts'
import type { Session } from './session.ts'
import { partsIn, sqlFile, withParts } from './sql-text.ts'
import { keepStanding, type JudgedBlock } from './standing.ts'

export type { Difference } from './differences.ts'

/**
 * Both sides look at the same moment: `now` cuts what is visible, `mark` is how far the stream has judged. Of what was received before
 * `horizon` uses may be gone (0: of nothing).
 */
interface Moment {
  readonly now: Millis
  readonly mark: Millis
  readonly horizon: Millis
}

export interface Verified extends Moment {
  /** Findings looked at, whichever side has them. */
  readonly compared: number
  readonly rules: Readonly<Record<string, number>>
  /** The first thousand. */
  readonly differences: readonly Difference[]
  readonly different: number
  /** Ids of stored findings whose hash is not that of their content. */
  readonly wrongHashes: readonly string[]
  /** Keys behind which two raw ids stand. */
  readonly keysWithTwoIds: number
  /** Credentials that are compared on neither side: uses that were received before the horizon are gone, which only the rows know. */
  readonly leftOut: number
  /** Whether the findings that were looked at are not the stored ones, but what the rules make of all rows now. */
  readonly judgedAnew: boolean
  /** Whether nothing of all this is amiss. */
  readonly ok: boolean
}

/** Judges all rows at a moment, whatever was published. */
export type JudgeAnew = (policy: Policy, now: Millis) => Promise<readonly JudgedBlock[]>

export interface VerifyOptions {
  /** By default the server's clock, and what the stream has written down as judged. */
  readonly now?: Millis | undefined
  readonly mark?: Millis | undefined
  /** By default what the retention of uses says. */
  readonly horizon?: Millis | undefined
  /** Ids that differ are looked at once more after so long; 0: not. The stream may just be about to publish them. */
  readonly againAfter?: Millis | undefined
}

/** The stream writes its mark down once a second. */
const AGAIN_AFTER_MS = 1_500

/** Recomputes every compared rule from the raw events and names each finding in which the stored ones differ. */
export async function verify(client: ClickHouse, policy: Policy, options: VerifyOptions = {}): Promise<Verified> {
  const first = await look(client, policy, await momentOf(client, options))
  const wait = options.againAfter ?? AGAIN_AFTER_MS
  const second = first.ok || wait === 0 ? first : await lookAgain(client, policy, options, first, wait)
  return second
}

async function lookAgain(
  client: ClickHouse,
  policy: Policy,
  options: VerifyOptions,
  first: Verified,
  wait: Millis,
): Promise<Verified> {
  await sleep(wait)
  const moment = await momentOf(client, options)
  const second = await look(client, policy, moment)
  return confirmed(first, second)
}

/**
 * The same where nothing runs, and before anything is started that would judge, and so mend, what it finds: as of the moment at which the
 * stream last published, and once more as of now with all that was received. What a crash or time alone explains differs in one of the
 * two at the most. Where a start under another policy was cut short, some findings came about under that one: what agrees with either is right.
 * Of a log in Kafka nobody writes down when it was judged: what was published last says so, and whoever judges elsewhere is waited for.
 * Where nothing that is stored differs, all rows are judged anew, for the rules may be others than those that what is stored came about by.
 */
export async function verifyAtRest(
  client: ClickHouse,
  policies: readonly [Policy, ...Policy[]],
  judgeAnew: JudgeAnew,
): Promise<Verified> {
  const { now, received, judgedAt, judgedThrough } = await readProgress(client)
  const latest = { now, mark: received, horizon: await usesHorizon(client) }
  const published = {
    ...latest,
    now: judgedAt || (await lastPublished(client)) || now,
    mark: judgedThrough || received,
  }
  const looks = policies.flatMap((policy) => [published, latest].map((moment) => () => look(client, policy, moment)))
  let found = await looks[0]!()
  for (const lookAnew of looks.slice(1)) {
    if (found.ok) break
    if (judgedAt === 0) await sleep(AGAIN_AFTER_MS)
    found = confirmed(found, await lookAnew())
  }
  if (!found.ok) return found
  const anew = await look(client, policies[0], latest, await judgeAnew(policies[0], now))
  return anew.ok ? found : anew
}

/** When the last version was published, ms; 0 where none was. A version is that moment, or what follows the one before it. */
async function lastPublished(client: ClickHouse): Promise<Millis> {
  const [row] = await client.rows<{ at: string }>('SELECT max(version) AS at FROM lifespan.findings')
  return Number(row!.at)
}

/** What two looks agree on. */
function confirmed(first: Verified, second: Verified): Verified {
  if (first.different > first.differences.length) return second
  const before = new Set(first.differences.map(({ id }) => id))
  const differences = second.differences.filter(({ id }) => before.has(id))
  const wrongHashes = second.wrongHashes.filter((id) => first.wrongHashes.includes(id))
  return judged({ ...second, differences, different: differences.length, wrongHashes })
}

/** Looks at the findings that are stored, or at others. */
function look(
  client: ClickHouse,
  policy: Policy,
  moment: Moment,
  others: readonly JudgedBlock[] | null = null,
): Promise<Verified> {
  return withRecomputed(client, policy, { knownAt: moment.mark }, async (session, params) => {
    const leftOut = await leaveOut(session, params, moment)
    await keepStanding(session, others)
    const rules = await countRules(session, moment)
    const [differences, different] = await differencesAt(session, moment.now)
    const wrong = await session.rows<{ id: string }>(sqlFile('verify/wrong_hashes.sql'))
    const [keys] = await session.rows<{ found: string }>(
      `SELECT count() AS found FROM (${withParts(sqlFile('views/key_conflicts.sql'), partsIn('views/shared'))})`,
    )
    const compared = Object.values(rules).reduce((sum, count) => sum + count, 0)
    const wrongHashes = wrong.map(({ id }) => id)
    return judged({
      ...moment,
      compared,
      rules,
      differences,
      different,
      wrongHashes,
      keysWithTwoIds: Number(keys!.found),
      leftOut,
      judgedAnew: others !== null,
    })
  })
}

/** Keeps the credentials that are left out as the temporary table `left_out`, and counts them. */
async function leaveOut(session: Session, params: QueryParams, { horizon }: Moment): Promise<number> {
  const none = "SELECT toFixedString('', 16) AS key WHERE false"
  await session.keep('left_out', horizon > 0 ? sqlFile('verify/left_out.sql') : none, { ...params, horizon })
  const [row] = await session.rows<{ found: string }>('SELECT count() AS found FROM left_out')
  return Number(row!.found)
}

function judged(result: Omit<Verified, 'ok'>): Verified {
  return { ...result, ok: result.different === 0 && result.wrongHashes.length === 0 && result.keysWithTwoIds === 0 }
}

async function momentOf(client: ClickHouse, { now, mark, horizon }: VerifyOptions): Promise<Moment> {
  const progress = await readProgress(client)
  return {
    now: now ?? progress.now,
    mark: mark ?? (progress.judgedThrough || progress.received),
    horizon: horizon ?? (await usesHorizon(client)),
  }
}

async function countRules(session: Session, { now }: Moment): Promise<Record<string, number>> {
  const rows = await session.rows<{ rule: string; findings: string }>(
    `SELECT rule, uniqExact(id) AS findings FROM (
      SELECT rule, id FROM recomputed WHERE appears < {now:Int64} AND key NOT IN (SELECT key FROM left_out)
      UNION ALL SELECT toString(rule), id FROM standing WHERE subject_key NOT IN (SELECT key FROM left_out)
    ) GROUP BY rule ORDER BY rule`,
    { now },
  )
  const none = Object.fromEntries(RULES_IN_SQL.map((rule) => [rule, 0]))
  return { ...none, ...Object.fromEntries(rows.map(({ rule, findings }) => [rule, Number(findings)])) }
}
