-- What was published and was never true: late facts took it back. The interval is the one that was published last.
SELECT
    toString(id) AS id,
    rule,
    titleOf(rule) AS title,
    severity,
    instant(appears) AS appears,
    instant(since) AS since,
    instant(until) AS until,
    instant(toInt64(version)) AS retracted_at,
    tenant, subject_kind, issuer, subject_id
FROM lifespan.findings FINAL
WHERE retracted = 1
