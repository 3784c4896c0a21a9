-- Each mention of an entity by any event: its key, and the raw id that it was made from.
named_keys AS (
    SELECT 'credential' AS kind, credential_key AS key, (toString(tenant), toString(issuer), credential_id) AS id
    FROM lifespan.events WHERE credential_key != toFixedString('', 16)
    UNION ALL
    SELECT 'credential', parent_key, (toString(tenant), toString(parent_issuer), parent_id)
    FROM lifespan.events WHERE parent_key != toFixedString('', 16)
    UNION ALL
    SELECT 'workload', workload_key, (toString(tenant), '', workload_id)
    FROM lifespan.events WHERE workload_key != toFixedString('', 16)
    UNION ALL
    SELECT 'identity', identity_key, (toString(tenant), '', identity)
    FROM lifespan.events WHERE identity_key != toFixedString('', 16)
    UNION ALL
    SELECT 'owner', owner_key, (toString(tenant), '', owner_id)
    FROM lifespan.events WHERE owner_key != toFixedString('', 16)
)
