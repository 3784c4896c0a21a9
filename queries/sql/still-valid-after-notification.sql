-- Of the credentials that anybody was told of, how many are still valid so many hours after the first notification, and how the others ended. Counted in told are those that were valid when told and so long ago; the others stand beside. The industry's published figure is 91.6 % after 120 hours.
-- param after_h Array(UInt16) = 1,24,120 | so many hours after, e.g. 1,24,120
-- param by Enum8('owner', 'issuer', 'environment') = owner | whose they were when told, e.g. issuer
-- param at DateTime64(3, 'UTC') = now | as of then
-- param limit UInt32 = 100 | at most so many rows
-- example at=2026-03-09T00:00:00Z
SELECT
    whose.1 AS by,
    whose.2 AS name,
    hours AS after_h,
    countIf(is_counted) AS told,
    countIf(is_counted AND is_valid) AS still_valid,
    if(told = 0, NULL, round(100 * still_valid / told, 1)) AS still_valid_percent,
    countIf(is_counted AND NOT is_valid AND ends_by = 'revocation') AS revoked,
    countIf(is_counted AND NOT is_valid AND ends_by = 'expiry') AS expired,
    countIf(NOT had_ended AND NOT is_past) AS too_recent,
    countIf(had_ended) AS ended_before
FROM (
    SELECT
        [(toString({by:Enum8('owner', 'issuer', 'environment')}),
            [owner, issuer, environment][toInt8({by:Enum8('owner', 'issuer', 'environment')})]), ('all', NULL)] AS groups,
        ends_by, hours,
        notified_at + toIntervalHour(hours) AS moment,
        moment <= {at:DateTime64(3, 'UTC')} AS is_past,
        ifNull(ends <= notified_at, false) AS had_ended,
        ifNull(ends > moment, true) AS is_valid,
        is_past AND NOT had_ended AS is_counted
    FROM analyst.told_credentials
    ARRAY JOIN {after_h:Array(UInt16)} AS hours
    WHERE notified_at <= {at:DateTime64(3, 'UTC')}
)
ARRAY JOIN groups AS whose
GROUP BY whose, hours
ORDER BY by != 'all', count() DESC, name, after_h
LIMIT {limit:UInt32}
