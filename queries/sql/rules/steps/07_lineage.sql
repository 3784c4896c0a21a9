-- What a credential learns of all its ancestors: how many principals lie above it, their first revocation, and the first
-- one that reaches it without leaving its issuer.
SELECT
    path.key AS key,
    max(path.changes) AS depth,
    minIf(above.revoked, above.revoked > 0) AS lineage_revoked,
    minIf(above.revoked, above.revoked > 0 AND path.same_issuer) AS cascade_revoked
FROM {paths:Identifier} AS path
LEFT JOIN credentials AS above ON above.key = path.ancestor
GROUP BY path.key
