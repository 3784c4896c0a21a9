-- The parents that issuances name. A login makes no link, and nobody is a parent of its own.
SELECT DISTINCT credential_key AS key, parent_key AS parent, issuer = parent_issuer AS same_issuer
FROM facts
WHERE of_credential AND is_issued AND said(parent_key) AND delegation != 'login' AND parent_key != credential_key
