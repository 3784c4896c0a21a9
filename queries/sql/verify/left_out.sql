-- Credentials of which verify can't say anything, for uses that were received before the horizon are gone: those first
-- received before it, and those that were told something which, of all that is left, nobody says: by such an ancestor whom it
-- speaks for, by a workload of what kind it is.
WITH
old AS (
    SELECT key, if(identity_min = unhex(repeat('ff', 16)), toFixedString('', 16), identity_min) AS kept_min, identity_max AS kept_max
    FROM lifespan.credential FINAL
    WHERE first_received < {horizon:Int64}
),
silent_ancestors AS (
    SELECT old.key
    FROM old
    LEFT JOIN credentials ON credentials.key = old.key
    WHERE credentials.identity_min != kept_min OR credentials.identity_max != kept_max
),
silent_workloads AS (
    SELECT workload.key
    FROM (
        SELECT key, if(kind_min = '\xff', '', kind_min) AS kept_min, kind_max AS kept_max
        FROM lifespan.workload FINAL
        WHERE first_received < {horizon:Int64}
    ) AS workload
    LEFT JOIN workloads ON workloads.key = workload.key
    WHERE workloads.kind_min != kept_min OR workloads.kind_max != kept_max
)
SELECT key FROM old
UNION DISTINCT
SELECT path.key FROM {paths:Identifier} AS path WHERE path.ancestor IN (SELECT key FROM silent_ancestors)
UNION DISTINCT
SELECT listener FROM lifespan.links FINAL WHERE teller = 'workload' AND listened IN (SELECT key FROM silent_workloads)
