-- The findings that stand and are visible.
found AS (
    SELECT * FROM lifespan.findings FINAL WHERE retracted = 0 AND appears < {now:Int64}
)
