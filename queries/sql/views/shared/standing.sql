-- The latest assignment of each identity's owner by now, and when it has ended (0: it has not).
standing AS (
    SELECT
        key,
        arrayLast(change -> change.1 <= {now:Int64} AND change.2 = 1, changes) AS assignment,
        arrayFirst(change -> change.1 > assignment.1 AND change.1 <= {now:Int64} AND change.2 = 0
            AND change.3 IN (assignment.3, toFixedString('', 16)), changes).1 AS ended
    FROM assignments
)
