-- The newest changes of each owner's presence, in order; of two at one instant the departure stands last.
presence AS (
    SELECT key, arraySlice(arraySort(presence), -{timeline:Int8}) AS turns
    FROM lifespan.owner FINAL
)
