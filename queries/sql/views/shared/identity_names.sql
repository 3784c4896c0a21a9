-- The raw name behind each identity's key. From events: that an identity was only used makes it no row of its own.
identity_names AS (
    SELECT identity_key AS key, any(identity) AS name
    FROM lifespan.events
    WHERE identity_key != toFixedString('', 16)
    GROUP BY identity_key
)
