-- The latest changes of an owner's presence, as (time, is it a departure): at one instant departed stands behind returned.
SELECT owner_key AS key, arraySlice(arraySort(groupUniqArray((at, type = 'owner.departed'))), -{timeline:Int8}) AS changes
FROM facts
WHERE type IN ('owner.departed', 'owner.returned') AND said(owner_key)
GROUP BY owner_key
