-- An unknown moment, where the earliest is asked for.
moment -> if(moment = 0, {never:Int64}, moment) AS orNever
