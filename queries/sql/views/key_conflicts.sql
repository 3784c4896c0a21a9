-- Keys behind which two raw ids stand, as one of each: there is none, unless ids were chosen to collide.
SELECT kind, least.1 AS tenant, least.2 AS one_issuer, least.3 AS one_id, most.2 AS other_issuer, most.3 AS other_id
FROM (
    SELECT kind, min(named_keys.id) AS least, max(named_keys.id) AS most
    FROM named_keys
    WHERE key IN (SELECT key FROM named_keys GROUP BY key HAVING min(cityHash64(id)) != max(cityHash64(id)))
    GROUP BY kind, key
)
