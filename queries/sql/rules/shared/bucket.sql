-- A stretch scores one for each limit that it reaches.
length -> arrayCount(limit -> length >= limit, {buckets:Array(Int64)}) AS bucket
