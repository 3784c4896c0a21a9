-- What became of every record, by source: received is what was accepted, ignored or rejected; reasons are given.
SELECT
    source,
    sumIf(records, outcome != 'warning') AS received,
    sumIf(records, outcome = 'accepted') AS accepted,
    sumIf(records, outcome = 'ignored') AS ignored,
    sumIf(records, outcome = 'rejected') AS rejected,
    sumIf(records, outcome = 'warning') AS warnings,
    arrayStringConcat(arraySort(groupArrayIf(
        concat(account.outcome, ' ', toString(account.records), ': ', ifNull(account.reason, 'no reason given')), outcome != 'accepted')), '; ') AS reasons
FROM analyst.account AS account
GROUP BY source
ORDER BY source
