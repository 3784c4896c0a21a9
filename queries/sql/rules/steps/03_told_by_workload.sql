-- What a credential learns from every workload that any event says it belongs to. Sources that disagree about the kind get
-- the shortest grace there is.
SELECT
    credential_key AS key,
    minIf(ended, ended > 0) AS w_ended,
    minIf(kind_min, kind_min != '') AS w_kind_min,
    max(kind_max) AS w_kind_max,
    multiIf(w_kind_min != w_kind_max, {grace_shortest:Int64},
        mapContains({grace:Map(String, Int64)}, w_kind_max), {grace:Map(String, Int64)}[w_kind_max],
        {grace_default:Int64}) AS grace
FROM (SELECT DISTINCT credential_key, workload_key FROM facts WHERE of_credential AND said(workload_key)) AS named
INNER JOIN workloads ON workloads.key = named.workload_key
GROUP BY credential_key
