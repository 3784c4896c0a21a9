-- What became of every record, by source: accepted, ignored or rejected with a reason; warnings count beside them.
SELECT
    source,
    toString(outcome) AS outcome,
    nullIf(toString(reason), '') AS reason,
    sum(account.records) AS records,
    min(account.received_at) AS first_received,
    max(account.received_at) AS last_received
FROM lifespan.account FINAL
GROUP BY source, outcome, reason
