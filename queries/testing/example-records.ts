import type { ClickHouse } from '../../clickhouse/client.ts'
import { createViews } from '../views.ts'
import { insertEvents } from './events.ts'
import { EXAMPLE_STORY } from './example-story.ts'
import { storeFindings } from './findings.ts'

/** Tells the story of the examples: its events, what the stream finds in them, who is told of it, and what became of other records. */
export async function tellExampleStory(client: ClickHouse): Promise<void> {
  await createViews(client)
  await insertEvents(client, EXAMPLE_STORY)
  for (const statement of [COLLIDING, ACCEPTED, OTHERS, REJECTED]) await client.command(statement)
  await storeFindings(client)
  await client.command(TOLD)
}

/** Somebody has the hash key, and chose an id whose key another credential has. */
const COLLIDING = `INSERT INTO lifespan.events
  SELECT * REPLACE ('accessor-by-design' AS credential_id, reverse(event_id) AS event_id)
  FROM lifespan.events AS event WHERE event.credential_id = 'accessor-idle'`

const ACCEPTED = `INSERT INTO lifespan.account (source, outcome, reason, batch, received_at, records)
  SELECT source, 'accepted', '', 'story', max(received_at), count() FROM lifespan.events GROUP BY source`

const OTHERS = `INSERT INTO lifespan.account (source, outcome, reason, batch, received_at, records) VALUES
  ('prod-cluster', 'ignored', 'no credential id', 'story', '2026-03-02 09:31:00', 31),
  ('cloudtrail', 'ignored', 'names no credential', 'story', '2026-03-02 09:20:00', 4),
  ('cloudtrail', 'warning', 'secret redacted', 'story', '2026-03-02 09:20:00', 1),
  ('vault', 'rejected', 'not JSON', 'story', '2026-03-02 10:50:00', 1),
  ('otlp', 'rejected', 'time is too far ahead', 'story', '2026-03-02 09:10:00', 3)`

const REJECTED = `INSERT INTO lifespan.rejected
  (received_at, number, tenant, source, reason, carrier, place, position, detail, bytes, fingerprint, records) VALUES
  ('2026-03-02 10:50:00', 0, 'default', 'vault', 'not JSON', 'record', 'audit.log', 17, 'line 17', 212, unhex('11'), 1),
  ('2026-03-02 09:09:00', 0, 'default', 'otlp', 'time is too far ahead', 'span', '/v1/traces', 4, 'credential.used', 90, unhex('22'), 1),
  ('2026-03-02 09:10:00', 0, 'default', 'otlp', 'time is too far ahead', 'unlisted', '', 0, '', 0, '', 2)`

const TOLD = `INSERT INTO lifespan.notifications
  (endpoint, finding, message, notified_at, occasion, tenant, rule, severity, subject_kind, issuer, subject_id, identity, owner)
  SELECT 'soc', id, concat('msg_', id), appears + toIntervalSecond(5), 'opened', tenant, rule, severity, subject_kind, issuer, subject_id,
    ifNull(identity, ''), ifNull(owner, '') FROM analyst.findings`
