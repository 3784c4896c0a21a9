import type { DatabaseSync } from 'node:sqlite'

/** What the outbox keeps, in SQLite: durable once a commit returns. */
const TABLES = `
-- The newest of each finding, and when it is over by itself (until, ms). over: it was seen to be.
CREATE TABLE IF NOT EXISTS finding (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL, version INTEGER NOT NULL, until INTEGER NOT NULL, over INTEGER NOT NULL, alert TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS finding_until ON finding (until) WHERE over = 0;
CREATE INDEX IF NOT EXISTS finding_over ON finding (version) WHERE over = 1;

-- What an endpoint believes of a finding: open or not, and for the how manieth time; with which others it is told; when it is said again (ms, 0:
-- never); how often something was said since it opened (turn).
CREATE TABLE IF NOT EXISTS told (
  finding TEXT NOT NULL, endpoint TEXT NOT NULL, open INTEGER NOT NULL, episode INTEGER NOT NULL,
  group_id TEXT NOT NULL DEFAULT '', again INTEGER NOT NULL DEFAULT 0, turn INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (finding, endpoint)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS told_again ON told (again) WHERE again > 0;
CREATE INDEX IF NOT EXISTS told_group ON told (group_id) WHERE open = 1 AND group_id != '';

-- What is told together: what it has in common; when it is told next (due, ms), how long the first waits for others, and how often it is told at most;
-- when there is something to tell (wake; 0: nothing).
CREATE TABLE IF NOT EXISTS alert_group (
  id TEXT PRIMARY KEY, endpoint TEXT NOT NULL, common TEXT NOT NULL, due INTEGER NOT NULL, wait INTEGER NOT NULL, interval INTEGER NOT NULL,
  wake INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS group_wake ON alert_group (wake) WHERE wake > 0;
CREATE INDEX IF NOT EXISTS group_idle ON alert_group (due) WHERE wake = 0;

-- What is sent. state: held (until due, ms: to be confirmed, in maintenance, for its group), behind (another of its finding or group, after),
-- ready, with (it is told by the first of its group, lead), later (until due), sent, dead.
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY, endpoint TEXT NOT NULL, finding TEXT NOT NULL, occasion TEXT NOT NULL, alert TEXT NOT NULL, urgency INTEGER NOT NULL,
  at INTEGER NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL, problem TEXT NOT NULL, done INTEGER NOT NULL,
  group_id TEXT NOT NULL DEFAULT '', lead TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS message_ready ON message (endpoint, urgency DESC, at) WHERE state = 'ready';
CREATE INDEX IF NOT EXISTS message_later ON message (due) WHERE state = 'later';
CREATE INDEX IF NOT EXISTS message_held ON message (due) WHERE state = 'held' AND group_id = '';
CREATE INDEX IF NOT EXISTS message_grouped ON message (group_id, urgency DESC, at, id) WHERE state = 'held';
CREATE INDEX IF NOT EXISTS message_group ON message (group_id) WHERE state IN ('behind', 'ready', 'later');
CREATE INDEX IF NOT EXISTS message_lead ON message (lead) WHERE lead != '';
CREATE INDEX IF NOT EXISTS message_after ON message (after) WHERE state = 'behind';
CREATE INDEX IF NOT EXISTS message_done ON message (done) WHERE state IN ('sent', 'dead');
CREATE INDEX IF NOT EXISTS message_finding ON message (finding, endpoint);

-- Endpoints that do as they should not. failing: since when nothing succeeds, ms; disabled: why nothing is sent there any more.
CREATE TABLE IF NOT EXISTS endpoint (name TEXT PRIMARY KEY, failing INTEGER NOT NULL, disabled TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- How far what is published was taken: a version.
CREATE TABLE IF NOT EXISTS position (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What was sent, and when first (at, ms); noted: ClickHouse has it.
CREATE TABLE IF NOT EXISTS notice (message TEXT PRIMARY KEY, at INTEGER NOT NULL, noted INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notice_new ON notice (at) WHERE noted = 0;
CREATE TRIGGER IF NOT EXISTS message_sent AFTER UPDATE OF state ON message WHEN new.state = 'sent'
BEGIN INSERT OR IGNORE INTO notice (message, at) VALUES (new.id, new.done); END;
CREATE TRIGGER IF NOT EXISTS message_forgotten AFTER DELETE ON message BEGIN DELETE FROM notice WHERE message = old.id; END;
-- An outbox that was before its notices.
INSERT INTO notice (message, at) SELECT id, done FROM message WHERE state = 'sent' AND NOT EXISTS (SELECT 1 FROM notice);
`

/** Indexes that an earlier version had. */
const FORMER_INDEXES = 'DROP INDEX IF EXISTS message_due;'

const SETTINGS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;'

/** Columns that an outbox of an earlier version has not. */
const LATER_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  told: ["group_id TEXT NOT NULL DEFAULT ''", 'again INTEGER NOT NULL DEFAULT 0', 'turn INTEGER NOT NULL DEFAULT 0'],
  message: ["group_id TEXT NOT NULL DEFAULT ''", "lead TEXT NOT NULL DEFAULT ''", "after TEXT NOT NULL DEFAULT ''"],
}

/** Makes the tables of an outbox where they are not there, and adds what those of an earlier version lack. */
export function prepareTables(database: DatabaseSync): void {
  database.exec(SETTINGS)
  for (const [table, columns] of Object.entries(LATER_COLUMNS)) {
    const known = database
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => name)
    const missing =
      known.length === 0 ? [] : columns.filter((column) => !known.some((name) => column.startsWith(`${String(name)} `)))
    for (const column of missing) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`)
  }
  database.exec(FORMER_INDEXES)
  database.exec(TABLES)
}
