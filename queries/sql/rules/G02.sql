-- G02: an identity without owner. Silent where a tenant has no ownership fact at all.
SELECT
    identity_key AS key, min(facts.tenant) AS tenant, '' AS issuer, min(facts.identity) AS subject_id,
    minIf(at, is_issued) AS appears,
    appears AS since,
    orNever(minIf(at, type = 'owner.assigned' AND said(owner_key))) AS until,
    'low' AS severity
FROM facts
WHERE said(identity_key)
    AND facts.tenant IN (
        SELECT owned.tenant FROM facts AS owned WHERE owned.type IN ('owner.assigned', 'owner.departed', 'owner.returned')
    )
GROUP BY identity_key
HAVING appears > 0 AND until > appears AND maxIf(facts.platform, is_issued) = 0
