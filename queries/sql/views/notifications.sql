-- Who was told of which finding, of whom, and when: once a message, as of when its receiver had it first. Identity, owner and environment are as of then.
SELECT
    notified_at,
    toString(endpoint) AS endpoint,
    toString(occasion) AS occasion,
    toString(rule) AS rule,
    titleOf(told.rule) AS title,
    severity,
    toString(tenant) AS tenant,
    toString(subject_kind) AS subject_kind,
    toString(issuer) AS issuer,
    subject_id,
    nullIf(told.identity, '') AS identity,
    nullIf(told.owner, '') AS owner,
    nullIf(toString(told.environment), '') AS environment,
    finding AS finding_id,
    message AS message_id
FROM lifespan.notifications AS told FINAL
