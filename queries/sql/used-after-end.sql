-- Which credentials were used after the end of their workload or after their revocation, how often, and from where first. Latest use first.
-- param slack_s UInt32 = 0 | seconds after the end in which a use is no matter, e.g. 60
-- param limit UInt32 = 100 | at most so many
SELECT
    keys.credential_id AS credential_id,
    keys.issuer AS issuer,
    keys.workload AS workload,
    keys.workload_ended AS workload_ended,
    keys.revoked AS revoked,
    uniqExact(uses.use_id) AS uses_after,
    min(uses.time) AS first_use_after,
    max(uses.time) AS last_use_after,
    argMinIf(uses.attributes['client.address'], uses.time, uses.attributes['client.address'] != '') AS first_from,
    keys.identity AS identity,
    keys.tenant AS tenant
FROM (
    SELECT *, least(
        ifNull(workload_ended, toDateTime64('2199-01-01 00:00:00', 3, 'UTC')),
        ifNull(revoked, toDateTime64('2199-01-01 00:00:00', 3, 'UTC'))
    ) + toIntervalSecond({slack_s:UInt32}) AS over
    FROM analyst.credentials
    WHERE last_used > over
) AS keys
INNER JOIN (
    SELECT tenant, issuer, credential_id, time, use_id, attributes
    FROM analyst.events
    WHERE type = 'credential.used' AND outcome IN ('ok', 'denied', 'accepted')
) AS uses ON uses.tenant = keys.tenant AND ifNull(uses.issuer, '') = keys.issuer AND uses.credential_id = keys.credential_id
WHERE uses.time > keys.over
GROUP BY credential_id, issuer, workload, workload_ended, revoked, identity, tenant
ORDER BY last_use_after DESC, credential_id
LIMIT {limit:UInt32}
