-- Which keys of a role outlived it: AWS lets a session go on until its end though the role it was issued for is deleted.
-- param limit UInt32 = 1000 | at most so many keys
SELECT
    credential_id, role, issued, role_deleted, expires,
    dateDiff('millisecond', role_deleted, expires) AS valid_after_ms,
    last_used,
    toBool(ifNull(last_used > role_deleted, false)) AS used_after
FROM (
    SELECT
        keys.tenant AS tenant,
        keys.issuer AS issuer,
        keys.credential_id AS credential_id,
        deleted.role AS role,
        keys.born AS issued,
        deleted.at AS role_deleted,
        keys.expires AS expires,
        keys.last_used AS last_used
    FROM analyst.credentials AS keys
    INNER JOIN (
        SELECT DISTINCT tenant, attributes['credential.use.target'] AS role, toDateTime64(time, 3, 'UTC') AS at
        FROM analyst.events
        WHERE type = 'credential.used' AND outcome = 'ok' AND attributes['credential.use.action'] = 'iam:DeleteRole' AND role != ''
    ) AS deleted ON deleted.tenant = keys.tenant AND deleted.role = keys.identity
    WHERE keys.expiry = 'stated' AND keys.born <= deleted.at
    ORDER BY deleted.at
    LIMIT 1 BY tenant, issuer, credential_id     -- a name may be given to another role later: the first end after the issuance
)
WHERE expires > role_deleted
ORDER BY valid_after_ms DESC, credential_id
LIMIT {limit:UInt32}
