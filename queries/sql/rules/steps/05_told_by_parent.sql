-- What a credential learns from its parents themselves: the latest statement of an expiry, and who they are.
SELECT
    parents.key AS key,
    max(told.stated_expiry).2 AS p_expires,
    minIf(told.identity_min, said(told.identity_min)) AS p_identity_min,
    max(told.identity_max) AS p_identity_max
FROM parents
LEFT JOIN credentials AS told ON told.key = parents.parent
GROUP BY parents.key
