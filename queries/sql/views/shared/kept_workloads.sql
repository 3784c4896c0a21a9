kept_workloads AS (SELECT key, id, kind_min, kind_max, ended FROM lifespan.workload FINAL)
