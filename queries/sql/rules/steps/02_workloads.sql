-- One row a workload: its first end, and the least and the greatest kind that any event gives it.
SELECT
    workload_key AS key,
    min(facts.workload_id) AS workload_id,
    minIf(at, type = 'workload.ended') AS ended,
    minIf(toString(workload_kind), workload_kind != '') AS kind_min,
    max(toString(workload_kind)) AS kind_max
FROM facts
WHERE said(workload_key) AND (startsWith(toString(type), 'credential.') OR startsWith(toString(type), 'workload.'))
GROUP BY workload_key
