-- G01: a credential whose identity's owner is gone. Of all episodes, in conflict those of both identities, the one with
-- the greatest (since, appears, until).
SELECT
    claim.key AS key, tenant, issuer, credential_id AS subject_id,
    greatest(gone + {owner_grace:Int64}, born) AS appears,
    greatest(gone, born) AS since,
    least(back, valid_until) AS until,
    grade(power + bucket(ends - since) + if(used > gone, 2, 0) + prod) AS severity
FROM (SELECT *, arrayJoin(arrayDistinct([identity_min, identity_max])) AS identity FROM life) AS claim
INNER JOIN gone_episodes ON gone_episodes.key = claim.identity
WHERE appears < until
ORDER BY since DESC, appears DESC, until DESC
LIMIT 1 BY key
