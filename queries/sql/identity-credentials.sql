-- All credentials of an identity, newest first: until when each is valid (no end: -), and when it was used last.
-- param identity String | the identity's name, e.g. arn:aws:iam::123837392027:role/deploy
-- param limit UInt32 = 100 | at most so many
-- example arn:aws:iam::111122223333:user/backup
SELECT credential_id, issuer, born, expiry, expires, revoked, valid_until, privilege, last_used, workload, workload_ended, owner, tenant
FROM analyst.credentials
WHERE identity = {identity:String}
ORDER BY born DESC, credential_id
LIMIT {limit:UInt32}
