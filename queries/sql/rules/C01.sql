-- C01: a transitive chain of privilege.
SELECT
    key, tenant, issuer, credential_id AS subject_id,
    born AS appears,
    born AS since,
    valid_until AS until,
    if(depth = {depth_cap:UInt8}, 'critical', grade(power + depth - {chain_depth:UInt8} + prod)) AS severity
FROM life
WHERE depth >= {chain_depth:UInt8} AND until > born
