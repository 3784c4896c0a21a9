kept_workloads AS (SELECT key, workload_id AS id, kind_min, kind_max, orNever(ended) AS ended FROM workloads)
