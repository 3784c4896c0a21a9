-- The latest changes of an identity's owner, as (time, is it an assignment, owner). What ends is the assignment of that
-- owner, without owner that of anybody.
SELECT key, arraySlice(arraySort(groupUniqArray(change)), -{timeline:Int8}) AS changes
FROM (
    SELECT identity_key AS key, (at, said(owner_key), owner_key) AS change
    FROM facts
    WHERE type = 'owner.assigned' AND said(identity_key)
    UNION ALL
    SELECT identity_key AS key, (least(toUnixTimestamp64Milli(owner_until), {never:Int64}), false, owner_key) AS change
    FROM facts
    WHERE type = 'owner.assigned' AND said(identity_key) AND said(owner_key) AND toUnixTimestamp64Milli(owner_until) > 0
)
GROUP BY key
