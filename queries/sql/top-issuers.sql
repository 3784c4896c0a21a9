-- Who issues credentials, how many of them are valid now, were never used or have no end, and what was found about them.
-- param limit UInt32 = 20 | at most so many issuers
SELECT
    keys.issuer AS issuer,
    count() AS credentials,
    countIf(keys.valid_until IS NULL OR keys.valid_until > now64(3)) AS live,
    countIf(keys.last_used IS NULL) AS never_used,
    countIf(keys.expiry = 'never') AS without_end,
    uniqExact(keys.identity) AS identities,
    any(found.findings) AS findings,
    any(found.open) AS open_findings
FROM analyst.credentials AS keys
LEFT JOIN (
    SELECT issuer, count() AS findings, countIf(state = 'open') AS open
    FROM analyst.findings
    WHERE subject_kind = 'credential'
    GROUP BY issuer
) AS found ON found.issuer = keys.issuer
GROUP BY keys.issuer
ORDER BY credentials DESC, issuer
LIMIT {limit:UInt32}
