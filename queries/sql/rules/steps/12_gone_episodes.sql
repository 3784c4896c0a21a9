-- The longest stretches of being gone, [gone, back): from each turn to gone until the next turn.
SELECT key, at AS gone, next_turn AS back
FROM (
    SELECT *, lead(at, 1, {never:Int64}) OVER (PARTITION BY key ORDER BY at) AS next_turn
    FROM (
        SELECT *, lag(is_gone, 1, false) OVER (PARTITION BY key ORDER BY at) AS was_gone
        FROM ownership_states
    )
    WHERE is_gone != was_gone
)
WHERE is_gone
