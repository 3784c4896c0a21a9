-- C05: the revocation of an ancestor did not cascade.
SELECT
    key, tenant, issuer, credential_id AS subject_id,
    greatest(lineage_revoked + propagation, born) AS appears,
    greatest(lineage_revoked, born) AS since,
    if(used > lineage_revoked + propagation, greatest(own_end, used), valid_until) AS until,    -- a use shows that it did not end
    if(used > lineage_revoked + propagation, 'critical', 'high') AS severity
FROM life
WHERE lineage_revoked > 0
    AND (used > lineage_revoked + propagation OR (expires > 0 AND valid_until > appears))
