-- Paths of one hop, whether they stay at one issuer, and how many of their hops lead to another principal. A hop whose
-- principals are not both known counts nothing, one where sources are in conflict counts.
SELECT
    parents.key AS key,
    parents.parent AS ancestor,
    parents.same_issuer AS same_issuer,
    toUInt8(
        identity_min != identity_max
        OR p_identity_min != p_identity_max
        OR (said(identity_max) AND said(p_identity_max) AND identity_max != p_identity_max)
    ) AS changes
FROM parents
INNER JOIN credentials ON credentials.key = parents.key
INNER JOIN told_by_parent ON told_by_parent.key = parents.key
