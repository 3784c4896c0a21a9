-- From which credential each one was made, hop by hop, as issuances say it. A login is shown and makes no link (`counts`).
SELECT
    tenant,
    toString(events.issuer) AS issuer,
    credential_id,
    nullIf(max(events.identity), '') AS identity,
    nullIf(toString(events.delegation), '') AS delegation,
    toString(events.parent_issuer) AS parent_issuer,
    parent_id,
    toBool(events.delegation != 'login' AND (parent_id, events.parent_issuer) != (credential_id, events.issuer)) AS counts,
    instant(min(toUnixTimestamp64Milli(time))) AS first_issued,
    uniqExact(event_id) AS issuances
FROM lifespan.events
WHERE type = 'credential.issued' AND outcome = 'ok' AND parent_id != ''
GROUP BY tenant, events.issuer, credential_id, events.delegation, events.parent_issuer, parent_id
