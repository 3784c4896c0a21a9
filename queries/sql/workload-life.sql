-- What became of a workload, of the credentials that belong to it and of those that it presented, in order.
-- param workload String | the instance's id, e.g. i-0dbc91f429e48eeed
-- param limit UInt32 = 1000 | at most so many events
-- example run-812
SELECT
    time, type, outcome, credential_id, issuer, identity, presenter_id, not_after,
    attributes['credential.use.action'] AS action,
    attributes['client.address'] AS client_address,
    source
FROM analyst.events
WHERE workload_id = {workload:String}
    OR presenter_id = {workload:String}
    OR (ifNull(issuer, ''), ifNull(credential_id, '')) IN (
        SELECT issuer, credential_id FROM analyst.links WHERE workload_id = {workload:String}
    )
ORDER BY time, type, record_id, event_id
LIMIT 1 BY event_id
LIMIT {limit:UInt32}
