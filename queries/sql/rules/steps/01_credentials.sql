-- One row a credential, of what its own events say.
SELECT
    credential_key AS key,
    min(facts.tenant) AS tenant,
    min(facts.issuer) AS issuer,
    min(facts.credential_id) AS credential_id,
    minIf(at, is_sign_of_life) AS born,
    maxIf(at, is_sign_of_life) AS alive,
    -- The latest statement, not the longest: issuers shorten. (0, 0) where none was made.
    maxIf((at, stated_end), is_statement AND stated_end > 0) AS stated_expiry,
    countIf(credential_kind IN {static_kinds:Array(String)}) > 0 AS never_ends_unless_stated,
    minIf(at, type = 'credential.revoked' AND outcome = 'ok') AS revoked,
    maxIf(at, is_accepted_use) AS used,
    maxIf(at, is_allowed_use) AS authorized,
    -- Equal unless sources are in conflict; zeros where unknown.
    minIf(identity_key, said(identity_key) AND is_sign_of_life) AS identity_min,
    maxIf(identity_key, is_sign_of_life) AS identity_max,
    maxIf(facts.privilege, is_issued) AS claimed_privilege,
    maxIf(facts.renewable, is_issued) AS renewable,
    maxIf(facts.irrevocable, is_issued) AS irrevocable,
    maxIf(facts.prod, is_issued) AS prod
FROM facts
WHERE of_credential
GROUP BY credential_key
