-- All that is known of a credential, in order: its own events, the lives of its workloads, and what was made from it.
-- param credential String | the credential's non-secret id, e.g. ASIATFQR7NSCSHSEVYP5
-- param issuer String = | its issuer, where ids of several issuers are alike
-- param limit UInt32 = 1000 | at most so many events
-- example token-checkout-1
SELECT
    time, type, outcome,
    multiIf(credential_id = {credential:String}, 'itself', parent_id = {credential:String}, 'child', 'workload') AS whose,
    credential_id, issuer, identity, workload_id, presenter_id, not_after,
    attributes['credential.use.action'] AS action,
    attributes['client.address'] AS client_address,
    source
FROM analyst.events
WHERE (credential_id = {credential:String} AND ({issuer:String} = '' OR issuer = {issuer:String}))
    OR (parent_id = {credential:String} AND ({issuer:String} = '' OR parent_issuer = {issuer:String}))
    OR (type IN ('workload.started', 'workload.ended') AND workload_id IN (
        SELECT workload_id FROM analyst.links
        WHERE credential_id = {credential:String} AND ({issuer:String} = '' OR issuer = {issuer:String})
    ))
ORDER BY time, type, record_id, event_id
LIMIT 1 BY event_id
LIMIT {limit:UInt32}
