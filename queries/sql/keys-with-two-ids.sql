-- Whether any key stands for two different ids. There is none, unless somebody chose ids to collide.
-- param limit UInt32 = 100 | at most so many keys
SELECT kind, tenant, one_issuer, one_id, other_issuer, other_id
FROM analyst.key_conflicts
ORDER BY kind, one_id
LIMIT {limit:UInt32}
