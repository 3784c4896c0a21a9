subjects AS (SELECT key AS subject_key FROM recomputed)
