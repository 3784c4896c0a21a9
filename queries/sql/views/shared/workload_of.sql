-- The workload that a credential belongs to: of several the one with the smallest id; and the first end of any of them.
workload_of AS (
    SELECT
        kept_links.listener AS key,
        min(workloads.id) AS workload,
        argMin(workloads.kind, workloads.id) AS workload_kind,
        min(workloads.ended) AS workload_ended
    FROM kept_links
    INNER JOIN (
        SELECT key, id, if(kind_min = kind_max, kind_max, '') AS kind, ended FROM kept_workloads
    ) AS workloads ON workloads.key = kept_links.listened
    GROUP BY kept_links.listener
)
