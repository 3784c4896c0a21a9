-- What was rejected, each with where to look at it. Beyond a limit records are only counted, in rows that are not listed: the sum of records is what account has.
SELECT
    received_at,
    toString(tenant) AS tenant,
    toString(source) AS source,
    toString(reason) AS reason,
    toBool(rejected.carrier != 'unlisted') AS listed,
    if(rejected.carrier = 'unlisted', NULL, toString(rejected.carrier)) AS carrier,
    nullIf(rejected.place, '') AS place,
    nullIf(rejected.position, 0) AS position,
    nullIf(rejected.detail, '') AS detail,
    nullIf(rejected.bytes, 0) AS bytes,
    nullIf(lower(hex(rejected.fingerprint)), repeat('0', 32)) AS fingerprint,
    records
FROM lifespan.rejected FINAL
