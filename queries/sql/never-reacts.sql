-- Who was told of several credentials and revoked none in time, though they were valid all along, and since when: those with the most come first. What expired in time is left to itself and not counted; one that was revoked in time is a reaction.
-- param by Enum8('owner', 'issuer', 'environment') = owner | whose they were when told, e.g. issuer
-- param least UInt32 = 3 | at least so many credentials
-- param within_h UInt16 = 120 | in time is within so many hours
-- param at DateTime64(3, 'UTC') = now | as of then
-- param limit UInt32 = 100 | at most so many rows
-- example at=2026-03-09T00:00:00Z least=1 within_h=8
SELECT
    name,
    countIf(is_ignored) AS ignored,
    minIf(notified_at, is_ignored) AS told_first,
    maxIf(notified_at, is_ignored) AS told_last,
    countIf(is_ignored AND NOT has_ended) AS still_valid,
    countIf(is_ignored AND has_ended AND ends_by = 'revocation') AS revoked_later,
    countIf(is_ignored AND has_ended AND ends_by = 'expiry') AS expired_later
FROM (
    SELECT
        [owner, issuer, environment][toInt8({by:Enum8('owner', 'issuer', 'environment')})] AS name,
        notified_at, ends_by,
        notified_at + toIntervalHour({within_h:UInt16}) AS deadline,
        ifNull(ends <= {at:DateTime64(3, 'UTC')}, false) AS has_ended,
        ifNull(ends > deadline, true) AND deadline <= {at:DateTime64(3, 'UTC')} AS is_ignored,
        ifNull(ends > notified_at AND ends <= deadline, false) AND has_ended AND ends_by = 'revocation' AS is_reaction
    FROM analyst.told_credentials
    WHERE notified_at <= {at:DateTime64(3, 'UTC')}
)
GROUP BY name
HAVING ignored >= {least:UInt32} AND countIf(is_reaction) = 0
ORDER BY ignored DESC, told_first, name
LIMIT {limit:UInt32}
