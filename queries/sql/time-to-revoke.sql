-- How long it takes from the first notification of a credential to its revocation: half of those that were revoked took no longer than p50, 95 of 100 no longer than p95. Told are those that were valid then: revoked since, ended by their expiry, or still valid. Who had ended before stands beside.
-- param by Enum8('owner', 'issuer', 'environment') = owner | whose they were when told, e.g. issuer
-- param at DateTime64(3, 'UTC') = now | as of then
-- param limit UInt32 = 100 | at most so many rows
-- example at=2026-03-09T00:00:00Z
SELECT
    whose.1 AS by,
    whose.2 AS name,
    countIf(NOT had_ended) AS told,
    countIf(is_revoked) AS revoked,
    if(revoked = 0, NULL, quantileExactIf(0.5)(took_s, is_revoked)) AS p50_s,
    if(revoked = 0, NULL, quantileExactIf(0.95)(took_s, is_revoked)) AS p95_s,
    countIf(NOT had_ended AND has_ended AND ends_by = 'expiry') AS expired,
    countIf(NOT has_ended) AS still_valid,
    countIf(had_ended) AS ended_before
FROM (
    SELECT
        [(toString({by:Enum8('owner', 'issuer', 'environment')}),
            [owner, issuer, environment][toInt8({by:Enum8('owner', 'issuer', 'environment')})]), ('all', NULL)] AS groups,
        ends_by,
        ifNull(ends <= notified_at, false) AS had_ended,
        ifNull(ends <= {at:DateTime64(3, 'UTC')}, false) AS has_ended,
        has_ended AND NOT had_ended AND ends_by = 'revocation' AS is_revoked,
        ifNull(dateDiff('millisecond', notified_at, ends), 0) / 1000 AS took_s
    FROM analyst.told_credentials
    WHERE notified_at <= {at:DateTime64(3, 'UTC')}
)
ARRAY JOIN groups AS whose
GROUP BY whose
ORDER BY by != 'all', p50_s DESC NULLS FIRST, told DESC, name
LIMIT {limit:UInt32}
