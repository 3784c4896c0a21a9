-- What was published and was taken back: what is known by now does not bear it out, or not yet. The interval is the one that was published last.
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
