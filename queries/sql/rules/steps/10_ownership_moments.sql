-- Every moment at which an identity may become gone, or be back.
SELECT DISTINCT key, at
FROM (
    SELECT key, arrayJoin(changes).1 AS at FROM owner_changes
    UNION ALL
    SELECT owned.key AS key, arrayJoin(presence.changes).1 AS at
    FROM (SELECT key, arrayJoin(arrayDistinct(changes.3)) AS owner FROM owner_changes) AS owned
    INNER JOIN presence_changes AS presence ON presence.key = owned.owner
)
