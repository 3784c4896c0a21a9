-- Paths of up to twice as many hops. To be repeated until nothing changes: the cap brings even cycles to rest.
SELECT
    key, ancestor,
    max(stays) AS same_issuer,
    toUInt8(least(max(hops), {depth_cap:UInt8})) AS changes
FROM (
    SELECT key, ancestor, same_issuer AS stays, changes AS hops FROM {paths:Identifier}
    UNION ALL
    SELECT lower.key, upper.ancestor, lower.same_issuer AND upper.same_issuer, lower.changes + upper.changes
    FROM {paths:Identifier} AS lower
    INNER JOIN {paths:Identifier} AS upper ON upper.key = lower.ancestor
)
GROUP BY key, ancestor
