-- How many findings each rule has, open and closed, and how bad they are.
SELECT
    rule, title,
    count() AS findings,
    countIf(state = 'open') AS open,
    countIf(severity = 'critical') AS critical,
    countIf(severity = 'high') AS high,
    countIf(severity = 'medium') AS medium,
    countIf(severity = 'low') AS low,
    min(since) AS first_since,
    max(since) AS last_since
FROM analyst.findings
GROUP BY rule, title
ORDER BY rule
