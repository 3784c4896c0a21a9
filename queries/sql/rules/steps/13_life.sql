-- A credential as the rules read it: its own columns, the told ones, and what follows from them.
SELECT
    credentials.key AS key, tenant, issuer, credential_id,
    born, used, authorized, revoked, renewable, irrevocable, prod, identity_min, identity_max,
    if(claimed_privilege = 0, {privilege_default:UInt8}, claimed_privilege) AS power,
    cascades, propagation, overhang,
    multiIf(stated_expiry.2 > 0, stated_expiry.2, never_ends_unless_stated, {never:Int64}, 0) AS expires,
    if(expires > 0, expires, alive + {unknown_expiry:Int64}) AS ends,
    least(ends, orNever(revoked)) AS own_end,
    if(cascades, least(own_end, orNever(cascade_revoked)), own_end) AS valid_until,
    w_ended, grace, p_expires, depth, lineage_revoked
FROM credentials
INNER JOIN issuer_policies ON issuer_policies.of = credentials.issuer
LEFT JOIN told_by_workload ON told_by_workload.key = credentials.key
LEFT JOIN told_by_parent ON told_by_parent.key = credentials.key
LEFT JOIN lineage ON lineage.key = credentials.key
WHERE born > 0     -- no rule speaks of a credential without a sign of life
