-- What a finding rests on, in order, each event once. Of the uses the first, the last up to the end, the first after it and
-- the very last.
WITH
    mine AS (
        SELECT * FROM analyst.events
        WHERE tenant = {tenant:String} AND if({kind:String} = 'credential',
            credential_id = {id:String} AND ifNull(issuer, '') = {issuer:String},
            identity = {id:String} AND type IN ('credential.issued', 'owner.assigned'))
        ORDER BY event_id
        LIMIT 1 BY event_id
    ),
    accepted_uses AS (
        SELECT * FROM mine WHERE type = 'credential.used' AND outcome IN ('ok', 'denied', 'accepted')
    ),
    use_places AS (
        SELECT argMin(event_id, (time, event_id)) AS event_id, 'first' AS place FROM accepted_uses
        UNION ALL
        SELECT argMaxIf(event_id, (time, event_id), time <= {after:DateTime64(3, 'UTC')}), 'last before' FROM accepted_uses
        UNION ALL
        SELECT argMinIf(event_id, (time, event_id), time > {after:DateTime64(3, 'UTC')}), 'first after' FROM accepted_uses
        UNION ALL
        SELECT argMax(event_id, (time, event_id)), 'last' FROM accepted_uses
    ),
    others AS (
        SELECT * FROM analyst.events
        WHERE tenant = {tenant:String} AND {kind:String} = 'credential' AND (
            (type IN ('workload.started', 'workload.ended') AND workload_id IN (
                SELECT workload_id FROM analyst.links
                WHERE tenant = {tenant:String} AND issuer = {issuer:String} AND credential_id = {id:String}
            ))
            OR (type = 'owner.assigned' AND identity = {identity:String})
            OR (type IN ('owner.departed', 'owner.returned') AND owner_id IN (
                SELECT owner_id FROM analyst.events
                WHERE tenant = {tenant:String} AND type = 'owner.assigned' AND identity = {identity:String}
            ))
            OR (type = 'credential.revoked' AND (ifNull(issuer, ''), ifNull(credential_id, '')) IN (
                SELECT parent_issuer, parent_id FROM analyst.chains
                WHERE tenant = {tenant:String} AND issuer = {issuer:String} AND credential_id = {id:String}
            ))
        )
        ORDER BY event_id
        LIMIT 1 BY event_id
    )
SELECT
    time, type, outcome, whose,
    multiIf(startsWith(type, 'workload.'), ifNull(workload_id, ''), startsWith(type, 'owner.'), ifNull(owner_id, ''), ifNull(credential_id, '')) AS id,
    arrayStringConcat(arrayFilter(word -> word != '', [
        if(not_after IS NULL, if(never_expires, 'never expires', ''), concat('valid until ', replaceOne(toString(assumeNotNull(not_after), 'UTC'), ' ', 'T'), 'Z')),
        if(identity IS NULL, '', concat('for ', identity)),
        if(parent_id IS NULL, '', concat('from ', parent_id)),
        if(startsWith(type, 'credential.') AND workload_id IS NOT NULL, concat('workload ', workload_id), ''),
        attributes['credential.use.action'],
        if(attributes['client.address'] = '', '', concat('by ', attributes['client.address']))
    ]), ', ') AS detail,
    source, place,
    (SELECT uniqExact(use_id) FROM accepted_uses) AS uses
FROM (
    SELECT *, 'itself' AS whose, '' AS place FROM mine WHERE type != 'credential.used'
    UNION ALL
    SELECT accepted_uses.*, 'itself' AS whose, places.place AS place
    FROM accepted_uses
    INNER JOIN (
        SELECT event_id, if(has(groupArray(place), 'first after'), 'first after', any(place)) AS place
        FROM use_places GROUP BY event_id
    ) AS places ON places.event_id = accepted_uses.event_id
    UNION ALL
    SELECT *, multiIf(startsWith(type, 'workload.'), 'workload', startsWith(type, 'owner.'), 'owner', 'parent') AS whose, '' AS place
    FROM others
)
ORDER BY time, type, record_id, event_id
LIMIT 500
