-- C04: a child outlives its parent, by schedule.
SELECT
    key, tenant, issuer, credential_id AS subject_id,
    greatest(p_expires + overhang, born) AS appears,
    greatest(p_expires, born) AS since,
    valid_until AS until,
    if(irrevocable, 'high', 'medium') AS severity
FROM life
WHERE NOT cascades AND p_expires > 0 AND p_expires != {never:Int64} AND expires > 0 AND until > appears
