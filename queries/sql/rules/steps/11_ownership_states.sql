-- Is it gone at that moment? Its last assignment has ended since, or its owner is departed. (Before the first assignment
-- arrayLast gives zeros.)
SELECT
    moment.key AS key, at,
    has_ended OR arrayLast(change -> change.1 <= at, presence.changes).2 AS is_gone
FROM (
    SELECT
        ownership_moments.key AS key, at,
        arrayLast(change -> change.1 <= at AND change.2, changes) AS assignment,
        assignment.3 AS owner,
        assignment.2 AND arrayExists(
            change -> change.1 > assignment.1 AND change.1 <= at AND NOT change.2 AND (change.3 = owner OR NOT said(change.3)),
            changes) AS has_ended
    FROM ownership_moments
    INNER JOIN owner_changes ON owner_changes.key = ownership_moments.key
) AS moment
LEFT JOIN presence_changes AS presence ON presence.key = moment.owner
