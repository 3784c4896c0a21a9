-- What became of the ownership of the identities that a finding is about: each change of an assignment, and the comings and
-- goings of its owner. Of a credential that sources disagree about, of both identities.
SELECT
    kept.id AS identity,
    changed.change.1 AS at,
    toBool(changed.change.2 = 1) AS is_assignment,
    toBool(said(changed.change.3)) AS is_named,
    owner_names.name AS owner,
    arrayMap(turn -> (turn.1, turn.2), presence.turns) AS turns
FROM (
    SELECT key, arrayJoin(changes) AS change FROM assignments WHERE key IN (
        SELECT key FROM lifespan.identity WHERE tenant = {tenant:String} AND id = {identity:String} AND id != ''
        UNION ALL
        SELECT arrayJoin([identity_min, identity_max]) FROM lifespan.credential FINAL
        WHERE tenant = {tenant:String} AND issuer = {issuer:String} AND id = {credential:String} AND id != ''
    )
) AS changed
INNER JOIN (SELECT key, id FROM lifespan.identity FINAL) AS kept ON kept.key = changed.key
LEFT JOIN owner_names ON owner_names.key = changed.change.3
LEFT JOIN presence ON presence.key = changed.change.3
ORDER BY identity, changed.change
