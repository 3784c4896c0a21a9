-- Who answers for each identity now: nobody where the assignment has ended or its owner is departed.
owner_now AS (
    SELECT
        standing.key AS key,
        standing.assignment.2 = 1 AS was_assigned,
        was_assigned AND NOT has_ended AND arrayLast(turn -> turn.1 <= {now:Int64}, turns).2 = 0 AS is_owned,
        assignment.3 AS assigned_key,
        owner_names.name AS assigned_name,
        if(is_owned, owner_names.name, '') AS owner
    FROM standing
    LEFT JOIN owner_names ON owner_names.key = standing.assignment.3
    LEFT JOIN presence ON presence.key = standing.assignment.3
)
