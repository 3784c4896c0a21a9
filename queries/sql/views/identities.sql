-- One row an identity that any event names: since when it is issued for, and who answers for it now.
SELECT
    named.tenant AS tenant,
    named.name AS identity,
    instant(if(kept.issued_first = 0, {never:Int64}, kept.issued_first)) AS first_issued,
    instant(if(kept.assigned_first = 0, {never:Int64}, kept.assigned_first)) AS first_assigned,
    toBool(kept.platform = 1) AS platform,
    nullIf(owner_now.owner, '') AS owner,
    toBool(owner_now.was_assigned AND NOT owner_now.is_owned) AS orphaned,
    nullIf(owner_now.assigned_name, '') AS last_owner,
    if(orphaned, instant(owner_now.gone), NULL) AS orphaned_since
FROM (
    SELECT identity_key AS key, any(tenant) AS tenant, any(identity) AS name
    FROM lifespan.events
    WHERE identity_key != toFixedString('', 16)
    GROUP BY identity_key
) AS named
LEFT JOIN (SELECT * FROM lifespan.identity FINAL) AS kept ON kept.key = named.key
LEFT JOIN owner_now ON owner_now.key = named.key
