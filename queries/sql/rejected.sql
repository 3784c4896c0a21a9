-- What could not be read or not be true, by source and reason: how much, when last, and where to look at the latest. The suppressed were beyond the limit of rows and are only counted.
-- param source String = | only this source, e.g. otlp
-- param limit UInt32 = 100 | at most so many
SELECT
    source, reason,
    sum(records) AS rejected,
    sumIf(records, NOT listed) AS suppressed,
    uniqExact(fingerprint) AS different,
    max(received_at) AS last_received,
    nullIf(argMaxIf(ifNull(carrier, ''), (received_at, ifNull(position, 0)), listed), '') AS last_carrier,
    nullIf(argMaxIf(ifNull(place, ''), (received_at, ifNull(position, 0)), listed), '') AS last_place,
    nullIf(argMaxIf(ifNull(position, 0), (received_at, ifNull(position, 0)), listed), 0) AS last_position,
    nullIf(argMaxIf(ifNull(detail, ''), (received_at, ifNull(position, 0)), listed), '') AS last_detail
FROM analyst.rejected
WHERE {source:String} = '' OR source = {source:String}
GROUP BY source, reason
ORDER BY last_received DESC, source, reason
LIMIT {limit:UInt32}
