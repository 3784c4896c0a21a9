-- Who answers for each identity now: nobody where the assignment has ended or its owner is departed, and since when.
owner_now AS (
    SELECT
        standing.key AS key,
        standing.assignment.2 = 1 AS was_assigned,
        arrayLast(turn -> turn.1 <= {now:Int64} AND turn.2 = 0, turns).1 AS returned,
        arrayFirst(turn -> turn.1 <= {now:Int64} AND turn.2 = 1 AND turn.1 >= returned, turns).1 AS departed,
        was_assigned AND standing.ended = 0 AND departed = 0 AS is_owned,
        if(was_assigned, least(
            if(standing.ended = 0, {never:Int64}, standing.ended),
            if(departed = 0, {never:Int64}, greatest(departed, standing.assignment.1))), {never:Int64}) AS gone,
        assignment.3 AS assigned_key,
        owner_names.name AS assigned_name,
        if(is_owned, owner_names.name, '') AS owner
    FROM standing
    LEFT JOIN owner_names ON owner_names.key = standing.assignment.3
    LEFT JOIN presence ON presence.key = standing.assignment.3
)
