-- Which credentials were issued and, as far as anybody reported, never used: those that are still valid first, and of these the longest validity.
-- param limit UInt32 = 100 | at most so many
SELECT
    credential_id, issuer, born AS issued, expiry, expires, revoked, valid_until, identity, owner, workload,
    if(expiry = 'stated', dateDiff('second', born, expires), NULL) AS validity_s
FROM analyst.credentials
WHERE last_used IS NULL AND born IS NOT NULL
ORDER BY valid_until IS NULL OR valid_until > now64(3) DESC, expiry != 'never', validity_s DESC, credential_id
LIMIT {limit:UInt32}
