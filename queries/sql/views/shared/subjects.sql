-- Whom any finding is about: so that nothing is looked up of all the others.
subjects AS (SELECT subject_key FROM lifespan.findings)
