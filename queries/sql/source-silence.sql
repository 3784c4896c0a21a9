-- When each source was heard last, longest silence first, and how late its events usually are: what is not heard of can't be found, and what comes late is found late. The owners file, which is read when it changes, is left out.
-- param at DateTime64(3, 'UTC') = now | as of then
-- example at=2026-03-03T12:00:00Z
SELECT
    heard.source AS source,
    heard.last_received AS last_received,
    dateDiff('second', heard.last_received, {at:DateTime64(3, 'UTC')}) AS silent_s,
    if(said.events > 0, said.last_event, NULL) AS last_event,
    if(said.events > 0, said.median_delay_ms, NULL) AS median_delay_ms,
    if(said.events > 0, said.greatest_delay_ms, NULL) AS greatest_delay_ms,
    said.events AS events,
    heard.records AS records
FROM (
    SELECT source, max(account.last_received) AS last_received, sumIf(records, outcome != 'warning') AS records
    FROM analyst.account AS account
    WHERE account.first_received <= {at:DateTime64(3, 'UTC')} AND source != 'owners'
    GROUP BY source
) AS heard
LEFT JOIN (
    SELECT
        source,
        toDateTime64(max(time), 3, 'UTC') AS last_event,
        toInt64(quantileExact(0.5)(dateDiff('millisecond', time, received_at))) AS median_delay_ms,
        max(dateDiff('millisecond', time, received_at)) AS greatest_delay_ms,
        uniqExact(event_id) AS events
    FROM analyst.events
    WHERE received_at <= {at:DateTime64(3, 'UTC')}
    GROUP BY source
) AS said ON said.source = heard.source
ORDER BY silent_s DESC, source
