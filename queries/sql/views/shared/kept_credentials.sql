kept_credentials AS (SELECT key, used, identity_min, identity_max FROM lifespan.credential FINAL)
