-- Which keys of a role outlived it: AWS lets a session go on until its end though the role it was issued for is deleted.
-- param limit UInt32 = 1000 | at most so many keys
SELECT
    keys.credential_id AS credential_id,
    deleted.role AS role,
    keys.born AS issued,
    deleted.at AS role_deleted,
    keys.expires AS expires,
    dateDiff('millisecond', deleted.at, keys.expires) AS valid_after_ms,
    keys.last_used AS last_used,
    keys.last_used > deleted.at AS used_after
FROM analyst.credentials AS keys
INNER JOIN (
    SELECT attributes['credential.use.target'] AS role, min(time) AS at
    FROM analyst.events
    WHERE type = 'credential.used' AND outcome = 'ok' AND attributes['credential.use.action'] = 'iam:DeleteRole' AND role != ''
    GROUP BY role
) AS deleted ON deleted.role = keys.identity
WHERE keys.expiry = 'stated' AND keys.expires > deleted.at AND keys.born <= deleted.at
ORDER BY valid_after_ms DESC, credential_id
LIMIT {limit:UInt32}
