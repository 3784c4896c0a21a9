-- Which credentials were issued and, as far as anybody reported, never used: longest validity first.
-- param limit UInt32 = 100 | at most so many
SELECT
    credential_id, issuer, born AS issued, expiry, expires, revoked, identity, owner, workload,
    if(expiry = 'stated', dateDiff('second', born, expires), NULL) AS validity_s
FROM analyst.credentials
WHERE last_used IS NULL AND born IS NOT NULL
ORDER BY expiry != 'never', validity_s DESC, credential_id
LIMIT {limit:UInt32}
