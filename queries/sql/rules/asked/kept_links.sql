kept_links AS (
    SELECT DISTINCT credential_key AS listener, workload_key AS listened
    FROM facts
    WHERE of_credential AND workload_key != toFixedString('', 16)
)
