-- L01: a credential outlives its workload.
SELECT
    key, tenant, issuer, credential_id AS subject_id,
    greatest(w_ended + grace, born) AS appears,
    greatest(w_ended, born) AS since,
    valid_until AS until,
    if(expires = {never:Int64}, 'critical', grade(
        power + bucket(expires - since) + renewable + prod
        + if(used > w_ended + grace, 3, 0)
        - if(used = 0, 2, 0)
    )) AS severity
FROM life
WHERE w_ended > 0 AND expires > 0 AND until > appears
