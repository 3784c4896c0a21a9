-- For which identities nobody answers any more, since when, and what each can still do: how many of its credentials are valid, with what power, until when. The most powerful come first.
-- param limit UInt32 = 100 | at most so many identities
SELECT
    orphaned.identity AS identity,
    orphaned.last_owner AS last_owner,
    orphaned.orphaned_since AS orphaned_since,
    countIf(keys.is_live) AS live,
    nullIf(arrayElement(['', 'read', 'write', 'admin'], maxIf(keys.power, keys.is_live) + 1), '') AS greatest_privilege,
    toBool(countIf(keys.is_live AND keys.production) > 0) AS production,
    countIf(keys.is_live AND keys.valid_until IS NULL) AS without_end,
    maxIf(keys.valid_until, keys.is_live) AS latest_end,
    max(keys.last_used) AS last_used,
    arrayStringConcat(arraySort(groupUniqArrayIf(keys.issuer, keys.is_live)), ', ') AS issuers,
    countIf(keys.credential_id != '') AS credentials,
    orphaned.tenant AS tenant
FROM (SELECT * FROM analyst.identities WHERE orphaned) AS orphaned
LEFT JOIN (
    SELECT *, valid_until IS NULL OR valid_until > now64(3) AS is_live, indexOf(['read', 'write', 'admin'], ifNull(privilege, '')) AS power
    FROM analyst.credentials
) AS keys ON keys.tenant = orphaned.tenant AND keys.identity = orphaned.identity
GROUP BY orphaned.tenant, orphaned.identity, orphaned.last_owner, orphaned.orphaned_since
ORDER BY live = 0, maxIf(keys.power, keys.is_live) DESC, production DESC, live DESC, last_used DESC, identity
LIMIT {limit:UInt32}
