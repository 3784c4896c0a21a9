-- L03: a credential is used after its revocation.
SELECT
    key, tenant, issuer, credential_id AS subject_id,
    revoked + propagation AS appears,
    revoked AS since,
    greatest(ends, used) AS until,
    'critical' AS severity
FROM life
WHERE revoked > 0 AND used > appears
