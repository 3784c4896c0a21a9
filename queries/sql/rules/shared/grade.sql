-- The severity of a score: the greatest score of each but the last is a parameter.
score -> multiIf(score <= {scores:Array(Int64)}[1], 'low', score <= {scores:Array(Int64)}[2], 'medium', score <= {scores:Array(Int64)}[3], 'high', 'critical') AS grade
