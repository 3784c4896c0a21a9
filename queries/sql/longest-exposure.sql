-- What lay open for longest. What has no end counts up to now.
-- param rule String = | only this rule, e.g. L01
-- param limit UInt32 = 20 | at most so many
SELECT
    rule, severity, state,
    ifNull(exposure_ms, dateDiff('millisecond', since, now64(3))) AS exposure_so_far_ms,
    since, until, subject_id, issuer, workload, identity, owner, last_used, id
FROM analyst.findings
WHERE {rule:String} = '' OR rule = {rule:String}
ORDER BY exposure_so_far_ms DESC, id
LIMIT {limit:UInt32}
