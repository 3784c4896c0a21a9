-- What only one side has, or both have differently: the findings that stand, and what the same events come to as SQL;
-- without the credentials that are left out.
SELECT
    if(stored.id = '', told.id, toString(stored.id)) AS id,
    if(stored.id = '', told.rule, toString(stored.rule)) AS rule,
    if(stored.id = '', told.subject_id, stored.subject_id) AS subject,
    multiIf(told.id = '', 'stream only', stored.id = '', 'sql only', 'differs') AS side,
    (toString(stored.tenant), toString(stored.rule), toString(stored.subject_kind), toString(stored.issuer), stored.subject_id,
        stored.appears, stored.since, stored.until, toString(stored.severity)) AS stream,
    (told.tenant, told.rule, told.subject_kind, told.issuer, told.subject_id,
        told.appears, told.since, told.until, told.severity) AS sql
FROM (
    SELECT * FROM standing WHERE subject_key NOT IN (SELECT key FROM left_out)
) AS stored
FULL JOIN (
    SELECT * FROM recomputed WHERE appears < {now:Int64} AND key NOT IN (SELECT key FROM left_out)
) AS told ON told.id = stored.id
