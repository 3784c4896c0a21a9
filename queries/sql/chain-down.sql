-- What was made from a credential, hop by hop, and what of it may still be valid: what to revoke when it was stolen. A login is shown too, and makes no chain.
-- param credential String | the credential's non-secret id, e.g. ASIATFQR7NSCSHSEVYP5
-- param issuer String = | its issuer, where ids of several issuers are alike
-- param hops UInt8 = 20 | at most so many hops
-- param limit UInt32 = 1000 | at most so many credentials
-- example accessor-bootstrap
WITH RECURSIVE down AS (
    SELECT
        toUInt8(1) AS hop, tenant, issuer, credential_id, identity, delegation, counts, parent_issuer, parent_id,
        [(tenant, parent_issuer, parent_id), (tenant, issuer, credential_id)] AS seen
    FROM analyst.chains
    WHERE parent_id = {credential:String} AND ({issuer:String} = '' OR parent_issuer = {issuer:String})
    UNION ALL
    SELECT
        toUInt8(down.hop + 1), below.tenant, below.issuer, below.credential_id, below.identity, below.delegation, below.counts,
        below.parent_issuer, below.parent_id,
        arrayConcat(down.seen, [(below.tenant, below.issuer, below.credential_id)])
    FROM down
    INNER JOIN analyst.chains AS below
        ON below.tenant = down.tenant AND below.parent_issuer = down.issuer AND below.parent_id = down.credential_id
    WHERE down.hop < {hops:UInt8} AND NOT has(down.seen, (below.tenant, below.issuer, below.credential_id))
)
SELECT
    down.hop AS hop,
    down.credential_id AS credential_id,
    down.issuer AS issuer,
    down.identity AS identity,
    down.delegation AS delegation,
    down.counts AS counts,
    down.parent_id AS parent_id,
    down.parent_issuer AS parent_issuer,
    keys.born AS issued,
    keys.valid_until AS valid_until,
    keys.revoked AS revoked,
    keys.last_used AS last_used,
    down.tenant AS tenant
FROM down
LEFT JOIN analyst.credentials AS keys
    ON keys.tenant = down.tenant AND keys.issuer = down.issuer AND keys.credential_id = down.credential_id
ORDER BY hop, credential_id, parent_id
LIMIT {limit:UInt32}
