-- What lay open for longest. What has no end counts up to now.
-- param rule String = | only this rule, e.g. L01
-- param at DateTime64(3, 'UTC') = now | what has no end counts up to then
-- param limit UInt32 = 20 | at most so many
-- example at=2026-03-04T00:00:00Z limit=5
SELECT
    rule, severity, state,
    ifNull(exposure_ms, dateDiff('millisecond', since, {at:DateTime64(3, 'UTC')})) AS exposure_so_far_ms,
    since, until, subject_id, issuer, workload, identity, owner, last_used, id
FROM analyst.findings
WHERE {rule:String} = '' OR rule = {rule:String}
ORDER BY exposure_so_far_ms DESC, id
LIMIT {limit:UInt32}
