/** What the outbox keeps, in SQLite: durable once a commit returns. */
export const TABLES = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 5000;

-- The newest of each finding, and when it is over by itself (until, ms). over: it was seen to be.
CREATE TABLE IF NOT EXISTS finding (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL, version INTEGER NOT NULL, until INTEGER NOT NULL, over INTEGER NOT NULL, alert TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS finding_until ON finding (until) WHERE over = 0;

-- What an endpoint believes of a finding: open or not, and for the how manieth time.
CREATE TABLE IF NOT EXISTS told (
  finding TEXT NOT NULL, endpoint TEXT NOT NULL, open INTEGER NOT NULL, episode INTEGER NOT NULL, PRIMARY KEY (finding, endpoint)
) STRICT, WITHOUT ROWID;

-- What is sent. state: ready, later (until due, ms), held (until the finding is confirmed, at due), sent, dead.
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY, endpoint TEXT NOT NULL, finding TEXT NOT NULL, occasion TEXT NOT NULL, alert TEXT NOT NULL, urgency INTEGER NOT NULL,
  at INTEGER NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL, problem TEXT NOT NULL, done INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS message_ready ON message (endpoint, urgency DESC, at) WHERE state = 'ready';
CREATE INDEX IF NOT EXISTS message_due ON message (due) WHERE state IN ('later', 'held');
CREATE INDEX IF NOT EXISTS message_done ON message (done) WHERE state IN ('sent', 'dead');
CREATE INDEX IF NOT EXISTS message_finding ON message (finding, endpoint);

-- Endpoints that do as they should not. failing: since when nothing succeeds, ms; disabled: why nothing is sent there any more.
CREATE TABLE IF NOT EXISTS endpoint (name TEXT PRIMARY KEY, failing INTEGER NOT NULL, disabled TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- How far what is published was taken: a version.
CREATE TABLE IF NOT EXISTS position (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`
