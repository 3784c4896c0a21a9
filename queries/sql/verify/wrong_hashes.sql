-- Stored findings whose hash is not that of their content: somebody wrote the row by hand, or the writer erred.
SELECT toString(id) AS id
FROM lifespan.findings FINAL
WHERE hash != lower(hex(substring(SHA256(if(
    retracted = 1,
    concat(toString(id), '\0', 'retracted'),
    concat(toString(id), '\0', toString(appears), '\0', toString(since), '\0', toString(until), '\0', toString(severity))
)), 1, 16)))
ORDER BY id
LIMIT 100
