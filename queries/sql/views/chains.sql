-- From which credential each one was made, hop by hop, as issuances say it. A login is shown and makes no link (`counts`).
SELECT
    tenant,
    toString(issuer) AS issuer,
    credential_id,
    nullIf(max(identity), '') AS identity,
    nullIf(toString(delegation), '') AS delegation,
    toString(parent_issuer) AS parent_issuer,
    parent_id,
    toBool(delegation != 'login' AND (parent_id, parent_issuer) != (credential_id, issuer)) AS counts,
    instant(min(toUnixTimestamp64Milli(time))) AS first_issued,
    uniqExact(event_id) AS issuances
FROM lifespan.events
WHERE type = 'credential.issued' AND outcome = 'ok' AND parent_id != ''
GROUP BY tenant, issuer, credential_id, delegation, parent_issuer, parent_id
