-- In place of the table: what was just recomputed.
found AS (
    SELECT *, key AS subject_key, '' AS environment, '' AS trust_domain, '' AS chain_root,
        1 AS rule_version, '' AS policy_version
    FROM recomputed WHERE appears < {now:Int64}
)
