-- One row a person or team: whether they are there now, and for how many identities they answer.
SELECT
    named.tenant AS tenant,
    named.name AS owner_id,
    nullIf(named.kind, '') AS kind,
    toBool(arrayLast(turn -> turn.1 <= {now:Int64}, presence.turns).2 = 1) AS departed,
    if(departed, instant(arrayLast(turn -> turn.1 <= {now:Int64}, presence.turns).1), NULL) AS departed_at,
    owned.identities AS identities
FROM (
    SELECT owner_key AS key, any(tenant) AS tenant, any(owner_id) AS name, argMax(owner_kind, owner_kind != '') AS kind
    FROM lifespan.events
    WHERE type IN ('owner.assigned', 'owner.departed', 'owner.returned') AND owner_key != toFixedString('', 16)
    GROUP BY owner_key
) AS named
LEFT JOIN presence ON presence.key = named.key
LEFT JOIN (SELECT assigned_key, count() AS identities FROM owner_now WHERE is_owned GROUP BY assigned_key) AS owned
    ON owned.assigned_key = named.key
