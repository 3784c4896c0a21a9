-- A moment in milliseconds as people read it; "unknown" and "never" are NULL.
moment -> if(moment IN (0, {never:Int64}), NULL, fromUnixTimestamp64Milli(moment, 'UTC')) AS instant
