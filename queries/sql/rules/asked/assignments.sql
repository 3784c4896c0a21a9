assignments AS (SELECT key, changes FROM owner_changes)
