-- One row an instance: when it started and ended first, what it is (NULL where sources disagree), how many credentials it has.
SELECT
    kept.tenant AS tenant,
    kept.id AS workload_id,
    if(kept.kind_min = kept.kind_max, nullIf(kept.kind_max, ''), NULL) AS kind,
    toBool(kept.kind_max != '' AND kept.kind_min != kept.kind_max) AS kind_in_conflict,
    instant(kept.started) AS started,
    instant(kept.ended) AS ended,
    belongs.credentials AS credentials,
    instant(kept.first_received) AS first_received
FROM (SELECT * FROM lifespan.workload FINAL) AS kept
LEFT JOIN (
    SELECT listened AS key, uniqExact(listener) AS credentials FROM lifespan.links WHERE teller = 'workload' GROUP BY listened
) AS belongs ON belongs.key = kept.key
