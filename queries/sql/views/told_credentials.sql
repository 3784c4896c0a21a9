-- One row a credential that anybody was told of: when first and of what, whose it was then, and when it ends. It was valid at a moment before `ends`; where that is NULL it has no end.
SELECT
    toString(told.tenant) AS tenant,
    toString(told.issuer) AS issuer,
    told.subject_id AS credential_id,
    told.notified_at AS notified_at,
    toString(told.endpoint) AS endpoint,
    toString(told.rule) AS rule,
    told.severity AS severity,
    told.finding AS finding_id,
    nullIf(told.identity, '') AS identity,
    nullIf(told.owner, '') AS owner,
    nullIf(toString(told.environment), '') AS environment,
    instant(kept.ends) AS ends,
    multiIf(kept.ends = {never:Int64}, NULL, kept.ends = kept.revoked, 'revocation', 'expiry') AS ends_by
FROM (
    SELECT *
    FROM lifespan.notifications
    WHERE occasion = 'opened' AND subject_kind = 'credential'
    ORDER BY notified_at, endpoint, message
    LIMIT 1 BY tenant, issuer, subject_id
) AS told
INNER JOIN (
    SELECT tenant, issuer, id, revoked, endOf(revoked, expires.2, static, alive) AS ends
    FROM lifespan.credential FINAL
    WHERE (tenant, issuer, id) IN (SELECT tenant, issuer, subject_id FROM lifespan.notifications)
) AS kept ON kept.tenant = told.tenant AND kept.issuer = told.issuer AND kept.id = told.subject_id
