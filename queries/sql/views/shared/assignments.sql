-- The newest changes of each identity's owner, in order: (time, assigned 1 or ended 0, owner).
assignments AS (
    SELECT key, arraySlice(arraySort(owners), -{timeline:Int8}) AS changes FROM lifespan.identity FINAL
)
