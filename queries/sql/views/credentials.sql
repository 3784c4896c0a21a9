-- One row a credential: its life as all events together tell it. `expiry` says why `expires` is NULL; where `valid_until` is, it has no end.
SELECT
    kept.tenant AS tenant,
    kept.issuer AS issuer,
    kept.id AS credential_id,
    instant(if(kept.born = {never:Int64}, 0, kept.born)) AS born,
    instant(kept.alive) AS last_sign_of_life,
    multiIf(kept.expires.2 = {never:Int64}, 'never', kept.expires.2 > 0, 'stated', kept.static = 1, 'never', 'unknown') AS expiry,
    instant(kept.expires.2) AS expires,
    instant(kept.revoked) AS revoked,
    instant(endOf(kept.revoked, kept.expires.2, kept.static, kept.alive)) AS valid_until,
    instant(kept.used) AS last_used,
    instant(kept.authorized) AS last_allowed,
    nullIf(identity_of.identity, '') AS identity,
    toBool(kept.identity_min != kept.identity_max AND said(kept.identity_max)) AS identity_in_conflict,
    nullIf(identity_of.owner, '') AS owner,
    nullIf(workload_of.workload, '') AS workload,
    nullIf(workload_of.workload_kind, '') AS workload_kind,
    instant(workload_of.workload_ended) AS workload_ended,
    [NULL, 'read', 'write', 'admin'][kept.privilege + 1] AS privilege,
    toBool(kept.renewable = 1) AS renewable,
    toBool(kept.irrevocable = 1) AS irrevocable,
    toBool(kept.prod = 1) AS production,
    instant(kept.first_received) AS first_received
FROM (SELECT * FROM lifespan.credential FINAL) AS kept
LEFT JOIN workload_of ON workload_of.key = kept.key
LEFT JOIN identity_of ON identity_of.key = kept.key
