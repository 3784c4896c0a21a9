-- The raw name behind each owner's key.
owner_names AS (
    SELECT owner_key AS key, any(owner_id) AS name, argMax(owner_kind, owner_kind != '') AS kind
    FROM lifespan.events
    WHERE type IN ('owner.assigned', 'owner.departed', 'owner.returned') AND owner_key != toFixedString('', 16)
    GROUP BY owner_key
)
