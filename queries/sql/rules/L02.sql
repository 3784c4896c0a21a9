-- L02: a credential is used after its workload's end.
SELECT
    key, tenant, issuer, credential_id AS subject_id,
    greatest(w_ended + grace, born) AS appears,
    greatest(w_ended, born) AS since,
    greatest(valid_until, used) AS until,
    multiIf(authorized <= w_ended + grace, 'medium', power = 3, 'critical', 'high') AS severity
FROM life
WHERE w_ended > 0 AND used > w_ended + grace
