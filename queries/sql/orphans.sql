-- For which identities nobody answers any more, and which of their credentials may still be valid.
-- param limit UInt32 = 100 | at most so many identities
SELECT
    orphaned.identity AS identity,
    orphaned.last_owner AS last_owner,
    countIf(keys.credential_id != '') AS credentials,
    countIf(keys.credential_id != '' AND keys.revoked IS NULL AND (keys.expires IS NULL OR keys.expires > now())) AS not_ended,
    max(keys.last_used) AS last_used,
    orphaned.tenant AS tenant
FROM (SELECT * FROM analyst.identities WHERE orphaned) AS orphaned
LEFT JOIN analyst.credentials AS keys ON keys.tenant = orphaned.tenant AND keys.identity = orphaned.identity
GROUP BY orphaned.tenant, orphaned.identity, orphaned.last_owner
ORDER BY not_ended DESC, last_used DESC, identity
LIMIT {limit:UInt32}
