-- To which workloads each credential belongs.
SELECT
    credentials.tenant AS tenant,
    credentials.issuer AS issuer,
    credentials.id AS credential_id,
    workloads.id AS workload_id,
    instant(belongs.first_received) AS first_received
FROM (
    SELECT listener, listened, min(links.first_received) AS first_received
    FROM lifespan.links
    WHERE teller = 'workload'
    GROUP BY listener, listened
) AS belongs
INNER JOIN (SELECT key, tenant, issuer, id FROM lifespan.credential FINAL) AS credentials ON credentials.key = belongs.listener
INNER JOIN (SELECT key, id FROM lifespan.workload FINAL) AS workloads ON workloads.key = belongs.listened
