-- Which credentials did somebody try to revoke in vain: it failed and was not made good while they were valid, or they were accepted afterwards. Latest attempt first.
-- param slack_s UInt32 = 30 | seconds in which a revocation may still be on its way, e.g. 60
-- param limit UInt32 = 100 | at most so many
SELECT
    keys.credential_id AS credential_id,
    keys.issuer AS issuer,
    if(keys.revoked IS NULL, 'it failed', 'used afterwards') AS why,
    tried.attempts AS attempts,
    tried.failed AS failed,
    tried.last_error AS last_error,
    tried.first_attempt AS first_attempt,
    tried.last_attempt AS last_attempt,
    keys.revoked AS revoked,
    if(keys.last_used > tried.first_attempt, keys.last_used, NULL) AS last_used_after,
    keys.valid_until AS valid_until,
    keys.identity AS identity,
    keys.owner AS owner,
    keys.tenant AS tenant
FROM (
    SELECT
        said.tenant AS tenant, ifNull(said.issuer, '') AS issuer, said.credential_id AS credential_id,
        uniqExact(said.use_id) AS attempts,
        uniqExactIf(said.use_id, said.outcome != 'ok') AS failed,
        nullIf(argMaxIf(said.attributes['error.type'], said.time, said.outcome != 'ok'), '') AS last_error,
        toDateTime64(min(said.time), 3, 'UTC') AS first_attempt,
        toDateTime64(max(said.time), 3, 'UTC') AS last_attempt
    FROM analyst.events AS said
    WHERE said.type = 'credential.revoked' AND said.credential_id IS NOT NULL
    GROUP BY tenant, issuer, credential_id
) AS tried
INNER JOIN analyst.credentials AS keys
    ON keys.tenant = tried.tenant AND keys.issuer = tried.issuer AND keys.credential_id = tried.credential_id
WHERE keys.revoked IS NULL AND (keys.valid_until IS NULL OR keys.valid_until > tried.first_attempt)
    OR keys.last_used > keys.revoked + toIntervalSecond({slack_s:UInt32})
ORDER BY last_attempt DESC, credential_id
LIMIT {limit:UInt32}
