-- Day by day (UTC) and rule by rule, how many findings appeared, how many of these are high or critical, how many ended, and how many were open when the day did. Days without a change are left out; newest first.
-- param rule String = | only this rule, e.g. L01
-- param limit UInt32 = 100 | at most so many rows
SELECT
    day AS day_utc, rule, title,
    sum(change.appeared) AS appeared,
    sum(change.grave) AS high_or_critical,
    sum(change.ended) AS ended,
    sum(sum(toInt64(change.appeared) - toInt64(change.ended))) OVER (PARTITION BY rule, title ORDER BY day) AS open_at_end
FROM (
    SELECT toDate(appears) AS day, rule, title, 1 AS appeared, severity IN ('high', 'critical') AS grave, 0 AS ended
    FROM analyst.findings
    UNION ALL
    SELECT toDate(greatest(until, appears)), rule, title, 0, 0, 1
    FROM analyst.findings
    WHERE state = 'closed'
) AS change
WHERE {rule:String} = '' OR rule = {rule:String}
GROUP BY day, rule, title
ORDER BY day DESC, rule
LIMIT {limit:UInt32}
