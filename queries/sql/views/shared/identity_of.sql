-- Whom a credential speaks for, and who answers for that one now. Where sources are in conflict, the smaller name.
identity_of AS (
    SELECT
        claimed.key AS key,
        min(identity_names.name) AS identity,
        argMin(owner_now.owner, identity_names.name) AS owner
    FROM (
        SELECT key, arrayJoin(arrayDistinct([identity_min, identity_max])) AS identity_key
        FROM kept_credentials
        WHERE said(identity_max)
    ) AS claimed
    INNER JOIN identity_names ON identity_names.key = claimed.identity_key
    LEFT JOIN owner_now ON owner_now.key = claimed.identity_key
    GROUP BY claimed.key
)
