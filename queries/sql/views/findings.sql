-- What is found and visible, open or closed by now; not what was retracted. Times that are not are NULL.
SELECT
    toString(found.id) AS id,
    found.rule AS rule,
    titleOf(found.rule) AS title,
    if({now:Int64} < found.until, 'open', 'closed') AS state,
    if({now:Int64} > found.appears + lateness(found.issuer), 'confirmed', 'provisional') AS confidence,
    found.severity AS severity,
    instant(found.appears) AS appears,
    instant(found.since) AS since,
    instant(found.until) AS until,
    if(found.until = {never:Int64}, NULL, found.until - found.since) AS exposure_ms,
    instant(used.used) AS last_used,
    found.tenant AS tenant,
    found.subject_kind AS subject_kind,
    found.issuer AS issuer,
    found.subject_id AS subject_id,
    nullIf(workload_of.workload, '') AS workload,
    nullIf(workload_of.workload_kind, '') AS workload_kind,
    nullIf(if(found.subject_kind = 'identity', found.subject_id, identity_of.identity), '') AS identity,
    nullIf(if(found.subject_kind = 'identity', owner_now.owner, identity_of.owner), '') AS owner,
    nullIf(found.environment, '') AS environment,
    nullIf(found.trust_domain, '') AS trust_domain,
    nullIf(found.chain_root, '') AS chain_root,
    found.rule_version AS rule_version,
    found.policy_version AS policy_version
FROM found
LEFT JOIN (
    SELECT key, used FROM kept_credentials WHERE key IN (SELECT subject_key FROM subjects)
) AS used ON used.key = found.subject_key
LEFT JOIN (
    SELECT * FROM workload_of WHERE key IN (SELECT subject_key FROM subjects)
) AS workload_of ON workload_of.key = found.subject_key
LEFT JOIN (
    SELECT * FROM identity_of WHERE key IN (SELECT subject_key FROM subjects)
) AS identity_of ON identity_of.key = found.subject_key
LEFT JOIN (
    SELECT * FROM owner_now WHERE key IN (SELECT subject_key FROM subjects)
) AS owner_now ON owner_now.key = found.subject_key
