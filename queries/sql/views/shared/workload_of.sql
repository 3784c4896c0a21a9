-- The workload that a credential belongs to: of several the one with the smallest id; and the first end of any of them.
workload_of AS (
    SELECT
        belongs.listener AS key,
        min(workloads.id) AS workload,
        argMin(workloads.kind, workloads.id) AS workload_kind,
        min(workloads.ended) AS workload_ended
    FROM (SELECT DISTINCT listener, listened FROM lifespan.links WHERE teller = 'workload') AS belongs
    INNER JOIN (
        SELECT key, id, if(kind_min = kind_max, kind_max, '') AS kind, ended FROM lifespan.workload FINAL
    ) AS workloads ON workloads.key = belongs.listened
    GROUP BY belongs.listener
)
