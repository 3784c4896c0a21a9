-- From what a credential was made, hop by hop up to the root that is known. A login is shown too, and makes no chain.
-- param credential String | the credential's non-secret id, e.g. ASIATFQR7NSCSHSEVYP5
-- param issuer String = | its issuer, where ids of several issuers are alike
-- param hops UInt8 = 20 | at most so many hops
-- example ASIAEXAMPLEADMIN
WITH RECURSIVE up AS (
    SELECT
        toUInt8(1) AS hop, tenant, issuer, credential_id, identity, delegation, counts, parent_issuer, parent_id, first_issued,
        [(tenant, issuer, credential_id), (tenant, parent_issuer, parent_id)] AS seen
    FROM analyst.chains
    WHERE credential_id = {credential:String} AND ({issuer:String} = '' OR issuer = {issuer:String})
    UNION ALL
    SELECT
        toUInt8(up.hop + 1), above.tenant, above.issuer, above.credential_id, above.identity, above.delegation, above.counts,
        above.parent_issuer, above.parent_id, above.first_issued,
        arrayConcat(up.seen, [(above.tenant, above.parent_issuer, above.parent_id)])
    FROM up
    INNER JOIN analyst.chains AS above
        ON above.tenant = up.tenant AND above.issuer = up.parent_issuer AND above.credential_id = up.parent_id
    WHERE up.hop < {hops:UInt8} AND NOT has(up.seen, (above.tenant, above.parent_issuer, above.parent_id))
)
SELECT hop, credential_id, issuer, identity, delegation, counts, parent_id, parent_issuer, first_issued, tenant
FROM up
ORDER BY hop, credential_id, parent_id
