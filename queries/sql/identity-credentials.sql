-- All credentials of an identity: which of them may still be valid, and when they were used last.
-- param identity String | the identity's name, e.g. arn:aws:iam::123837392027:role/deploy
-- param limit UInt32 = 100 | at most so many
SELECT credential_id, issuer, born, expiry, expires, revoked, last_used, workload, workload_ended, owner, tenant
FROM analyst.credentials
WHERE identity = {identity:String}
ORDER BY born DESC, credential_id
LIMIT {limit:UInt32}
