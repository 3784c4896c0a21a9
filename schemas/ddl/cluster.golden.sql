CREATE TABLE IF NOT EXISTS lifespan.events_local
(
  tenant LowCardinality(String) COMMENT 'Whose event it is; comes from the connection, never from an attribute',
  source LowCardinality(String) COMMENT 'The configured name of who reports, never a path',
  authority UInt8 COMMENT 'Whether the source has authority over what it says',
  event_id FixedString(16) COMMENT 'The same record delivered again has the same id (semantics: Entities and keys)',
  received_at DateTime64(3, 'UTC') COMMENT 'When the log took it: measures lag, never decides a finding',
  record_id String COMMENT 'The record\'s own id at its source: several lines of one use share it',
  type Enum8('workload.started' = 0, 'workload.ended' = 1, 'credential.issued' = 2, 'credential.renewed' = 3, 'credential.used' = 4, 'credential.revoked' = 5, 'owner.assigned' = 6, 'owner.departed' = 7, 'owner.returned' = 8, 'decision.made' = 9, 'approval.granted' = 10) COMMENT 'What happened',
  outcome Enum8('ok' = 0, 'failed' = 1, 'denied' = 2, 'accepted' = 3, 'allowed' = 4, 'refused' = 5) COMMENT 'What became of it',
  time DateTime64(9, 'UTC') COMMENT 'When it happened, by the clock of whoever witnessed it',
  credential_id String COMMENT 'The issuer\'s non-secret id, or a keyed hash `hmac:…`',
  credential_kind LowCardinality(String) COMMENT 'jwt, sts_session, vault_token, api_key, …',
  issuer LowCardinality(String) COMMENT 'Who issued it, in normal form (semantics: Issuers)',
  workload_id String COMMENT 'The instance that the credential belongs to, or that started or ended',
  workload_kind LowCardinality(String) COMMENT 'Of that instance: pod, ci_job, function, agent, vm, …',
  presenter_id String COMMENT 'The instance that presented the credential or reports; binds nothing',
  identity String COMMENT 'Whom the credential speaks for; what is owned',
  platform UInt8 COMMENT 'The platform\'s own identity, which nobody is asked to own',
  parent_id String COMMENT 'The credential it was exchanged, assumed or minted from',
  parent_issuer LowCardinality(String) COMMENT 'The issuer of that one',
  delegation LowCardinality(String) COMMENT 'exchange, assume_role, impersonate, mint, tool_call, login',
  not_after DateTime64(3, 'UTC') COMMENT 'The end of validity that this event states',
  privilege UInt8 COMMENT 'read 1, write 2, admin 3; 0 = not said',
  renewable UInt8 COMMENT 'It can be renewed',
  irrevocable UInt8 COMMENT 'Its issuer says that it can not be revoked',
  prod UInt8 COMMENT 'Its environment is production',
  owner_id String COMMENT 'The person or team; empty on an assignment: whichever stands ends',
  owner_kind LowCardinality(String) COMMENT 'person, team, service',
  owner_until DateTime64(3, 'UTC') COMMENT 'The end of the assignment of this owner',
  trace_id String COMMENT 'The trace of the span it came with, in hex',
  span_id String COMMENT 'That span, in hex',
  attributes Map(LowCardinality(String), String) COMMENT 'What else the record says, by allow-list',
  static UInt8 COMMENT 'The kind never expires unless somebody says when',
  has_parent UInt8 COMMENT 'It names a parent other than itself, and not by a login',
  credential_key FixedString(16) COMMENT 'Key of (tenant, credential, issuer, credential_id)',
  workload_key FixedString(16) COMMENT 'Key of (tenant, workload, workload_id)',
  identity_key FixedString(16) COMMENT 'Key of (tenant, identity, identity)',
  parent_key FixedString(16) COMMENT 'Key of (tenant, credential, parent_issuer, parent_id)',
  owner_key FixedString(16) COMMENT 'Key of (tenant, owner, owner_id)',
  INDEX credential_key credential_key TYPE bloom_filter GRANULARITY 4,
  INDEX workload_key workload_key TYPE bloom_filter GRANULARITY 4,
  INDEX identity_key identity_key TYPE bloom_filter GRANULARITY 4,
  INDEX parent_key parent_key TYPE bloom_filter GRANULARITY 4,
  INDEX owner_key owner_key TYPE bloom_filter GRANULARITY 4,
  INDEX received_at received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/lifespan/events', '{replica}') PARTITION BY toYYYYMM(received_at) ORDER BY (tenant, time, event_id)
SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.credential_local
(
  slot UInt16 COMMENT 'Where the row lives',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  issuer SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Who issued it',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  born SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first sign of life: issuance, renewal or accepted use',
  alive SimpleAggregateFunction(max, Int64) DEFAULT 0 COMMENT 'The last sign of life',
  expires SimpleAggregateFunction(max, Tuple(Int64, Int64)) DEFAULT (0, 0) COMMENT 'The end of validity, as stated last: issuers shorten; never = 2199-12-31',
  revoked SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first successful revocation',
  used SimpleAggregateFunction(max, Int64) DEFAULT 0 COMMENT 'The last use in which it was accepted',
  authorized SimpleAggregateFunction(max, Int64) DEFAULT 0 COMMENT 'The last use whose action was allowed',
  identity_min SimpleAggregateFunction(min, FixedString(16)) DEFAULT unhex('ffffffffffffffffffffffffffffffff') COMMENT 'Whom it speaks for',
  identity_max SimpleAggregateFunction(max, FixedString(16)) DEFAULT toFixedString('', 16) COMMENT 'Whom it speaks for',
  static SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'Its kind never expires unless somebody says when',
  privilege SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'The greatest power stated: read 1, write 2, admin 3; 0 = none stated, judged as 2',
  renewable SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'It can be renewed',
  irrevocable SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'It can not be revoked',
  prod SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'Its environment is production',
  has_parent SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'It was made from another credential',
  first_received SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'When the first event of it was received: the horizon of verify'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/credential', '{replica}') ORDER BY (slot, key)
SETTINGS replicated_deduplication_window = 0, index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.workload_local
(
  slot UInt16 COMMENT 'Where the row lives',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  ended SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first end that was reported',
  kind_min SimpleAggregateFunction(min, String) DEFAULT '\xff' COMMENT 'What it is; in a conflict it has the shortest grace there is',
  kind_max SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'What it is; in a conflict it has the shortest grace there is',
  started SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first start that was reported; no verdict reads it',
  first_received SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'When the first event that names it was received'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/workload', '{replica}') ORDER BY (slot, key)
SETTINGS replicated_deduplication_window = 0, index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.identity_local
(
  slot UInt16 COMMENT 'Where the row lives',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  issued_first SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first issuance that names it',
  assigned_first SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first assignment of an owner; nobody is no owner',
  platform SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'The platform\'s own, which nobody is asked to own',
  owners SimpleAggregateFunction(groupUniqArrayArray, Array(Tuple(Int64, UInt8, FixedString(16)))) DEFAULT [] COMMENT 'Assignments (1) and ends of assignments (0) of owners; an end without owner is that of whichever stands',
  first_received SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'When the first event that names it was received'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/identity', '{replica}') ORDER BY (slot, key)
SETTINGS replicated_deduplication_window = 0, index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.owner_local
(
  slot UInt16 COMMENT 'Where the row lives',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  presence SimpleAggregateFunction(groupUniqArrayArray, Array(Tuple(Int64, UInt8, FixedString(16)))) DEFAULT [] COMMENT 'Departures (1) and returns (0); at one instant gone rules over back',
  first_received SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'When the first event that names it was received'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/owner', '{replica}') ORDER BY (slot, key)
SETTINGS replicated_deduplication_window = 0, index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.links_local
(
  slot UInt16 COMMENT 'Of the listener',
  listener FixedString(16) COMMENT 'The credential that is told',
  teller Enum8('workload' = 0, 'parent' = 1) COMMENT 'What the other one is to it',
  listened FixedString(16) COMMENT 'The workload or parent that tells',
  first_received SimpleAggregateFunction(min, Int64) COMMENT 'When it was first named'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/links', '{replica}') ORDER BY (slot, listener, teller, listened) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.rejected_local
(
  received_at DateTime64(3, 'UTC') COMMENT 'When it was counted: that of the batch',
  number UInt32 COMMENT 'In its batch: a batch that is sent again makes no second row',
  tenant LowCardinality(String) COMMENT 'Whose it is',
  source LowCardinality(String) COMMENT 'The configured name of who reports',
  reason LowCardinality(String) COMMENT 'One of few; the same as in the account',
  carrier Enum8('unlisted' = 0, 'span' = 1, 'span event' = 2, 'log' = 3, 'record' = 4, 'body' = 5, 'file' = 6) COMMENT 'What it was; unlisted: a row that counts those beyond the limit',
  place String COMMENT 'The file\'s name as it was given, or the path that it was sent to',
  position UInt64 COMMENT 'The number of the record there, from 1; 0 = not known',
  detail String COMMENT 'The line, the trace, what the system said: a few words, none of the content',
  bytes UInt64 COMMENT 'How large it was; 0 = not known',
  fingerprint FixedString(16) COMMENT 'A keyed hash of its first 64 KiB and its size, or of its own id: equal for what came before',
  records UInt64 COMMENT 'How many the row stands for: their sum is what the account counts'
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/lifespan/rejected', '{replica}') PARTITION BY toMonday(received_at) ORDER BY (source, reason, received_at, number)
SETTINGS replicated_deduplication_window = 0, ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.notifications_local
(
  endpoint LowCardinality(String) COMMENT 'Who was told: a name of the configuration',
  finding String COMMENT 'Of what: the id of the finding',
  message String COMMENT 'By what: the id of the message; of findings that were told together each has its own. Noted again it makes no second row',
  notified_at DateTime64(3, 'UTC') COMMENT 'When the receiver said first that it has it',
  occasion LowCardinality(String) COMMENT 'What was said: opened, changed, repeated, closed, retracted',
  tenant LowCardinality(String) COMMENT 'Whose it is',
  rule LowCardinality(String) COMMENT 'Which rule found it',
  severity Enum8('low' = 1, 'medium' = 2, 'high' = 3, 'critical' = 4) COMMENT 'As it was told',
  subject_kind LowCardinality(String) COMMENT 'Whom it is about: a credential or an identity',
  issuer LowCardinality(String) COMMENT 'Who issued the credential',
  subject_id String COMMENT 'The raw id',
  identity String COMMENT 'Whom it spoke for then',
  owner String COMMENT 'Who answered for that one then',
  environment LowCardinality(String) COMMENT 'Where it was valid'
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/lifespan/notifications', '{replica}') ORDER BY (endpoint, finding, message)
SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.partition_credential_local
(
  partition UInt16 COMMENT 'Whose log made it',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  issuer SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Who issued it',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  born SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first sign of life: issuance, renewal or accepted use',
  alive SimpleAggregateFunction(max, Int64) DEFAULT 0 COMMENT 'The last sign of life',
  expires SimpleAggregateFunction(max, Tuple(Int64, Int64)) DEFAULT (0, 0) COMMENT 'The end of validity, as stated last: issuers shorten; never = 2199-12-31',
  revoked SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first successful revocation',
  used SimpleAggregateFunction(max, Int64) DEFAULT 0 COMMENT 'The last use in which it was accepted',
  authorized SimpleAggregateFunction(max, Int64) DEFAULT 0 COMMENT 'The last use whose action was allowed',
  identity_min SimpleAggregateFunction(min, FixedString(16)) DEFAULT unhex('ffffffffffffffffffffffffffffffff') COMMENT 'Whom it speaks for',
  identity_max SimpleAggregateFunction(max, FixedString(16)) DEFAULT toFixedString('', 16) COMMENT 'Whom it speaks for',
  static SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'Its kind never expires unless somebody says when',
  privilege SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'The greatest power stated: read 1, write 2, admin 3; 0 = none stated, judged as 2',
  renewable SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'It can be renewed',
  irrevocable SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'It can not be revoked',
  prod SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'Its environment is production',
  has_parent SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'It was made from another credential',
  p_identity_min SimpleAggregateFunction(min, FixedString(16)) DEFAULT unhex('ffffffffffffffffffffffffffffffff') COMMENT 'Whom its parents speak for',
  p_identity_max SimpleAggregateFunction(max, FixedString(16)) DEFAULT toFixedString('', 16) COMMENT 'Whom its parents speak for',
  p_depth SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'How many principals lie above its parents, 11 at the most',
  lineage_revoked SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first revocation among its ancestors',
  cascade_revoked SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first revocation that reaches it without leaving its issuer'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/partition_credential', '{replica}') ORDER BY (partition, key) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.partition_workload_local
(
  partition UInt16 COMMENT 'Whose log made it',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  ended SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first end that was reported',
  kind_min SimpleAggregateFunction(min, String) DEFAULT '\xff' COMMENT 'What it is; in a conflict it has the shortest grace there is',
  kind_max SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'What it is; in a conflict it has the shortest grace there is'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/partition_workload', '{replica}') ORDER BY (partition, key) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.partition_identity_local
(
  partition UInt16 COMMENT 'Whose log made it',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  issued_first SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first issuance that names it',
  assigned_first SimpleAggregateFunction(min, Int64) DEFAULT 7258032000000 COMMENT 'The first assignment of an owner; nobody is no owner',
  platform SimpleAggregateFunction(max, UInt8) DEFAULT 0 COMMENT 'The platform\'s own, which nobody is asked to own',
  owners SimpleAggregateFunction(groupUniqArrayArray, Array(Tuple(Int64, UInt8, FixedString(16)))) DEFAULT [] COMMENT 'Assignments (1) and ends of assignments (0) of owners; an end without owner is that of whichever stands'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/partition_identity', '{replica}') ORDER BY (partition, key) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.partition_owner_local
(
  partition UInt16 COMMENT 'Whose log made it',
  key FixedString(16) COMMENT 'Stands for the id',
  tenant SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'Whose it is',
  id SimpleAggregateFunction(max, String) DEFAULT '' COMMENT 'The raw id: analysts never see keys alone',
  presence SimpleAggregateFunction(groupUniqArrayArray, Array(Tuple(Int64, UInt8, FixedString(16)))) DEFAULT [] COMMENT 'Departures (1) and returns (0); at one instant gone rules over back'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/partition_owner', '{replica}') ORDER BY (partition, key) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.partition_links_local
(
  partition UInt16 COMMENT 'Whose log made it',
  teller Enum8('workload' = 0, 'parent' = 1) COMMENT 'Who tells',
  listened FixedString(16) COMMENT 'The workload or parent that tells',
  listener FixedString(16) COMMENT 'The credential that is told'
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/lifespan/partition_links', '{replica}') ORDER BY (partition, teller, listened, listener) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.log_stored_local
(
  partition UInt16 COMMENT 'Of the log',
  stretch UInt64 COMMENT 'Offsets by 32768',
  places AggregateFunction(groupBitmap, UInt16) COMMENT 'Of the records that are here, within the stretch'
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/lifespan/log_stored', '{replica}') ORDER BY (partition, stretch) SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.events AS cluster('main', 'lifespan', 'events_local', bitAnd(reinterpretAsUInt16(substring(arrayFirst(key -> key != toFixedString('', 16), [multiIf(startsWith(toString(type), 'credential.'), credential_key, startsWith(toString(type), 'workload.'), workload_key, startsWith(toString(type), 'owner.'), identity_key, startsWith(toString(type), 'decision.'), identity_key, startsWith(toString(type), 'approval.'), identity_key, owner_key), owner_key, event_id]), 1, 2)), 1023));

CREATE TABLE IF NOT EXISTS lifespan.credential AS cluster('main', 'lifespan', 'credential_local', slot);

CREATE TABLE IF NOT EXISTS lifespan.workload AS cluster('main', 'lifespan', 'workload_local', slot);

CREATE TABLE IF NOT EXISTS lifespan.identity AS cluster('main', 'lifespan', 'identity_local', slot);

CREATE TABLE IF NOT EXISTS lifespan.owner AS cluster('main', 'lifespan', 'owner_local', slot);

CREATE TABLE IF NOT EXISTS lifespan.links AS cluster('main', 'lifespan', 'links_local', slot);

CREATE TABLE IF NOT EXISTS lifespan.rejected AS cluster('main', 'lifespan', 'rejected_local', sipHash64(source, reason));

CREATE TABLE IF NOT EXISTS lifespan.notifications AS cluster('main', 'lifespan', 'notifications_local', sipHash64(message));

CREATE TABLE IF NOT EXISTS lifespan.partition_credential AS cluster('main', 'lifespan', 'partition_credential_local', partition);

CREATE TABLE IF NOT EXISTS lifespan.partition_workload AS cluster('main', 'lifespan', 'partition_workload_local', partition);

CREATE TABLE IF NOT EXISTS lifespan.partition_identity AS cluster('main', 'lifespan', 'partition_identity_local', partition);

CREATE TABLE IF NOT EXISTS lifespan.partition_owner AS cluster('main', 'lifespan', 'partition_owner_local', partition);

CREATE TABLE IF NOT EXISTS lifespan.partition_links AS cluster('main', 'lifespan', 'partition_links_local', partition);

CREATE TABLE IF NOT EXISTS lifespan.log_stored AS cluster('main', 'lifespan', 'log_stored_local', partition);

CREATE TABLE IF NOT EXISTS lifespan.findings_local
(
  id FixedString(32) COMMENT 'First 128 bits of SHA-256 of tenant, rule, kind, issuer and id of the subject, in hex',
  slot UInt16,
  tenant LowCardinality(String),
  rule LowCardinality(String),
  subject_kind LowCardinality(String),
  issuer LowCardinality(String),
  subject_id String,
  subject_key FixedString(16),
  appears Int64 COMMENT 'Visible iff now is later; ms, as all times here',
  since Int64,
  until Int64 COMMENT '2199-12-31 = never',
  severity Enum8('low' = 1, 'medium' = 2, 'high' = 3, 'critical' = 4),
  retracted UInt8 COMMENT 'It was published and was taken back',
  hash FixedString(32) COMMENT 'Of the content',
  version UInt64 COMMENT 'The greatest stands',
  writer String,
  rule_version UInt16,
  policy_version String,
  environment LowCardinality(String),
  trust_domain LowCardinality(String),
  identity String,
  owner String,
  workload String,
  chain_root String
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/lifespan/findings', '{replica}', version) ORDER BY id
SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.findings AS cluster('main', 'lifespan', 'findings_local', slot);

CREATE TABLE IF NOT EXISTS lifespan.account_local
(
  source LowCardinality(String),
  outcome Enum8('accepted' = 0, 'ignored' = 1, 'rejected' = 2, 'warning' = 3),
  reason LowCardinality(String),
  batch FixedString(32) COMMENT 'The batch that counts them: sent again, it counts once',
  received_at DateTime64(3, 'UTC'),
  records UInt64
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/lifespan/account', '{replica}') ORDER BY (source, outcome, reason, batch)
SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.account AS cluster('main', 'lifespan', 'account_local', sipHash64(batch));

CREATE TABLE IF NOT EXISTS lifespan.progress_local
(
  name LowCardinality(String),
  mark Int64 COMMENT 'ms',
  note String,
  version UInt64
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/lifespan/progress', '{replica}', version) ORDER BY name
SETTINGS replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS lifespan.progress AS cluster('main', 'lifespan', 'progress_local', sipHash64(name));

CREATE MATERIALIZED VIEW lifespan.credential_facts TO lifespan.credential AS SELECT
  bitAnd(reinterpretAsUInt16(substring(events.credential_key, 1, 2)), 1023) AS slot,
  events.credential_key AS key,
  toString(events.tenant) AS tenant,
  toString(events.issuer) AS issuer,
  toString(events.credential_id) AS id,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted')), toUnixTimestamp64Milli(events.time), 7258032000000) AS born,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted')), toUnixTimestamp64Milli(events.time), 0) AS alive,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok')) AND toUnixTimestamp64Milli(events.not_after) != 0, (toUnixTimestamp64Milli(events.time), toUnixTimestamp64Milli(events.not_after)), (0, 0)) AS expires,
  if((events.type, events.outcome) IN (('credential.revoked', 'ok')), toUnixTimestamp64Milli(events.time), 7258032000000) AS revoked,
  if((events.type, events.outcome) IN (('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted')), toUnixTimestamp64Milli(events.time), 0) AS used,
  if((events.type, events.outcome) IN (('credential.used', 'ok'), ('credential.used', 'allowed')), toUnixTimestamp64Milli(events.time), 0) AS authorized,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted')) AND events.identity_key != toFixedString('', 16), events.identity_key, unhex('ffffffffffffffffffffffffffffffff')) AS identity_min,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted')) AND events.identity_key != toFixedString('', 16), events.identity_key, toFixedString('', 16)) AS identity_max,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed')) AND events.static != 0, events.static, 0) AS static,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')) AND events.privilege != 0, events.privilege, 0) AS privilege,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')) AND events.renewable != 0, events.renewable, 0) AS renewable,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')) AND events.irrevocable != 0, events.irrevocable, 0) AS irrevocable,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')) AND events.prod != 0, events.prod, 0) AS prod,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')) AND events.has_parent != 0, events.has_parent, 0) AS has_parent,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed')) AND toUnixTimestamp64Milli(events.received_at) != 0, toUnixTimestamp64Milli(events.received_at), 7258032000000) AS first_received
FROM lifespan.events_local AS events
WHERE events.credential_key != toFixedString('', 16) AND (events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed')) AND true;

CREATE MATERIALIZED VIEW lifespan.workload_facts TO lifespan.workload AS SELECT
  bitAnd(reinterpretAsUInt16(substring(events.workload_key, 1, 2)), 1023) AS slot,
  events.workload_key AS key,
  toString(events.tenant) AS tenant,
  toString(events.workload_id) AS id,
  if((events.type, events.outcome) IN (('workload.ended', 'ok')), toUnixTimestamp64Milli(events.time), 7258032000000) AS ended,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed'), ('workload.ended', 'ok'), ('workload.started', 'ok')) AND events.workload_kind != '', toString(events.workload_kind), '\xff') AS kind_min,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed'), ('workload.ended', 'ok'), ('workload.started', 'ok')) AND events.workload_kind != '', toString(events.workload_kind), '') AS kind_max,
  if((events.type, events.outcome) IN (('workload.started', 'ok')), toUnixTimestamp64Milli(events.time), 7258032000000) AS started,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed'), ('workload.ended', 'ok'), ('workload.started', 'ok')) AND toUnixTimestamp64Milli(events.received_at) != 0, toUnixTimestamp64Milli(events.received_at), 7258032000000) AS first_received
FROM lifespan.events_local AS events
WHERE events.workload_key != toFixedString('', 16) AND (events.type, events.outcome) IN (('workload.ended', 'ok'), ('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed'), ('workload.started', 'ok')) AND true;

CREATE MATERIALIZED VIEW lifespan.identity_facts TO lifespan.identity AS SELECT
  bitAnd(reinterpretAsUInt16(substring(events.identity_key, 1, 2)), 1023) AS slot,
  events.identity_key AS key,
  toString(events.tenant) AS tenant,
  toString(events.identity) AS id,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')), toUnixTimestamp64Milli(events.time), 7258032000000) AS issued_first,
  if((events.type, events.outcome) IN (('owner.assigned', 'ok')) AND events.owner_key != toFixedString('', 16), toUnixTimestamp64Milli(events.time), 7258032000000) AS assigned_first,
  if((events.type, events.outcome) IN (('credential.issued', 'ok')) AND events.platform != 0, events.platform, 0) AS platform,
  arrayConcat(if((events.type, events.outcome) IN (('owner.assigned', 'ok')) AND events.owner_key != toFixedString('', 16), [CAST((toUnixTimestamp64Milli(events.time), 1, events.owner_key), 'Tuple(Int64, UInt8, FixedString(16))')], CAST([], 'Array(Tuple(Int64, UInt8, FixedString(16)))')), if((events.type, events.outcome) IN (('owner.assigned', 'ok')) AND toUnixTimestamp64Milli(events.owner_until) != 0 AND events.owner_key != toFixedString('', 16), [CAST((toUnixTimestamp64Milli(events.owner_until), 0, events.owner_key), 'Tuple(Int64, UInt8, FixedString(16))')], CAST([], 'Array(Tuple(Int64, UInt8, FixedString(16)))')), if((events.type, events.outcome) IN (('owner.assigned', 'ok')) AND NOT (events.owner_key != toFixedString('', 16)), [CAST((toUnixTimestamp64Milli(events.time), 0, toFixedString('', 16)), 'Tuple(Int64, UInt8, FixedString(16))')], CAST([], 'Array(Tuple(Int64, UInt8, FixedString(16)))'))) AS owners,
  if((events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('owner.assigned', 'ok')) AND toUnixTimestamp64Milli(events.received_at) != 0, toUnixTimestamp64Milli(events.received_at), 7258032000000) AS first_received
FROM lifespan.events_local AS events
WHERE events.identity_key != toFixedString('', 16) AND (events.type, events.outcome) IN (('credential.issued', 'ok'), ('owner.assigned', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted')) AND true;

CREATE MATERIALIZED VIEW lifespan.owner_facts TO lifespan.owner AS SELECT
  bitAnd(reinterpretAsUInt16(substring(events.owner_key, 1, 2)), 1023) AS slot,
  events.owner_key AS key,
  toString(events.tenant) AS tenant,
  toString(events.owner_id) AS id,
  arrayConcat(if((events.type, events.outcome) IN (('owner.departed', 'ok')), [CAST((toUnixTimestamp64Milli(events.time), 1, toFixedString('', 16)), 'Tuple(Int64, UInt8, FixedString(16))')], CAST([], 'Array(Tuple(Int64, UInt8, FixedString(16)))')), if((events.type, events.outcome) IN (('owner.returned', 'ok')), [CAST((toUnixTimestamp64Milli(events.time), 0, toFixedString('', 16)), 'Tuple(Int64, UInt8, FixedString(16))')], CAST([], 'Array(Tuple(Int64, UInt8, FixedString(16)))'))) AS presence,
  if((events.type, events.outcome) IN (('owner.assigned', 'ok'), ('owner.departed', 'ok'), ('owner.returned', 'ok')) AND toUnixTimestamp64Milli(events.received_at) != 0, toUnixTimestamp64Milli(events.received_at), 7258032000000) AS first_received
FROM lifespan.events_local AS events
WHERE events.owner_key != toFixedString('', 16) AND (events.type, events.outcome) IN (('owner.departed', 'ok'), ('owner.returned', 'ok'), ('owner.assigned', 'ok')) AND true;

CREATE MATERIALIZED VIEW lifespan.links_workload TO lifespan.links AS SELECT
  bitAnd(reinterpretAsUInt16(substring(events.credential_key, 1, 2)), 1023) AS slot,
  events.credential_key AS listener,
  'workload' AS teller,
  events.workload_key AS listened,
  toUnixTimestamp64Milli(events.received_at) AS first_received
FROM lifespan.events_local AS events
WHERE events.credential_key != toFixedString('', 16) AND events.workload_key != toFixedString('', 16) AND (events.type, events.outcome) IN (('credential.issued', 'ok'), ('credential.renewed', 'ok'), ('credential.used', 'ok'), ('credential.used', 'denied'), ('credential.used', 'accepted'), ('credential.used', 'allowed'), ('credential.revoked', 'ok'), ('credential.revoked', 'failed')) AND true;

CREATE MATERIALIZED VIEW lifespan.links_parent TO lifespan.links AS SELECT
  bitAnd(reinterpretAsUInt16(substring(events.credential_key, 1, 2)), 1023) AS slot,
  events.credential_key AS listener,
  'parent' AS teller,
  events.parent_key AS listened,
  toUnixTimestamp64Milli(events.received_at) AS first_received
FROM lifespan.events_local AS events
WHERE events.credential_key != toFixedString('', 16) AND events.parent_key != toFixedString('', 16) AND events.has_parent = 1 AND (events.type, events.outcome) IN (('credential.issued', 'ok')) AND true;
