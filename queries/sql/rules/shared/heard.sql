-- The events that had happened by one moment and had been received by another: as they came, some of them several times.
heard AS (
    SELECT *, toUnixTimestamp64Milli(time) AS at
    FROM lifespan.events
    WHERE time < fromUnixTimestamp64Milli({as_of:Int64} + 1, 'UTC')
        AND received_at <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
)
