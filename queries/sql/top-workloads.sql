-- Which workloads have the most valid credentials, how powerful they are and how long they go on: those that have ended and those that still run.
-- param at DateTime64(3, 'UTC') = now | valid then
-- param limit UInt32 = 20 | at most so many workloads
-- example at=2026-03-02T09:12:00Z
SELECT
    workloads.workload_id AS workload,
    workloads.kind AS kind,
    workloads.started AS started,
    workloads.ended AS ended,
    countIf(keys.is_live) AS live,
    nullIf(arrayElement(['', 'read', 'write', 'admin'], maxIf(keys.power, keys.is_live) + 1), '') AS greatest_privilege,
    toBool(countIf(keys.is_live AND keys.production) > 0) AS production,
    countIf(keys.is_live AND keys.valid_until IS NULL) AS without_end,
    maxIf(keys.valid_until, keys.is_live) AS latest_end,
    count() AS credentials,
    max(keys.last_used) AS last_used,
    workloads.tenant AS tenant
FROM analyst.workloads AS workloads
INNER JOIN analyst.links AS links ON links.tenant = workloads.tenant AND links.workload_id = workloads.workload_id
INNER JOIN (
    SELECT
        tenant, issuer, credential_id, valid_until, production, last_used,
        (valid_until IS NULL OR valid_until > {at:DateTime64(3, 'UTC')}) AND ifNull(born <= {at:DateTime64(3, 'UTC')}, true) AS is_live,
        indexOf(['read', 'write', 'admin'], ifNull(privilege, '')) AS power
    FROM analyst.credentials
) AS keys ON keys.tenant = links.tenant AND keys.issuer = links.issuer AND keys.credential_id = links.credential_id
GROUP BY workload, kind, started, ended, tenant
HAVING live > 0
ORDER BY live DESC, maxIf(keys.power, keys.is_live) DESC, workload
LIMIT {limit:UInt32}
