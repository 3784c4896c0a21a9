presence AS (SELECT key, changes AS turns FROM presence_changes)
