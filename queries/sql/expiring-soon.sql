-- Which credentials end by themselves within the next hours, soonest first: whose owner to ask whether they are still needed, or to be renewed. Ends that nobody stated are not known.
-- param within_h UInt16 = 24 | so many hours ahead
-- param at DateTime64(3, 'UTC') = now | as of then
-- param limit UInt32 = 100 | at most so many
-- example at=2026-03-02T09:12:00Z within_h=12
SELECT
    credential_id, issuer, expires,
    dateDiff('second', {at:DateTime64(3, 'UTC')}, expires) AS left_s,
    renewable, privilege, production, identity, owner, workload, last_used, tenant
FROM analyst.credentials
WHERE expiry = 'stated'
    AND ifNull(born, expires) <= {at:DateTime64(3, 'UTC')}
    AND (revoked IS NULL OR revoked > {at:DateTime64(3, 'UTC')})
    AND expires > {at:DateTime64(3, 'UTC')}
    AND expires <= {at:DateTime64(3, 'UTC')} + toIntervalHour({within_h:UInt16})
ORDER BY expires, credential_id
LIMIT {limit:UInt32}
