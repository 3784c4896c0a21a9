-- What was refused, and what failed, is kept and shown, and is no fact about a life; only a failed revocation still knows
-- of whom it speaks. Every time is Int64 milliseconds; 0 means unknown, which is also what minIf, maxIf and an outer join
-- give where there is nothing (no event is of the first millisecond of 1970).
facts AS (
    SELECT
        * EXCEPT (not_after, static, has_parent),
        least(toUnixTimestamp64Milli(not_after), {never:Int64}) AS stated_end,
        startsWith(toString(type), 'credential.') AND said(credential_key) AS of_credential,
        type = 'credential.issued' AS is_issued,
        is_issued OR type = 'credential.renewed' AS is_statement,
        type = 'credential.used' AND outcome IN ('ok', 'denied', 'accepted') AS is_accepted_use,
        type = 'credential.used' AND outcome IN ('ok', 'allowed') AS is_allowed_use,
        is_statement OR is_accepted_use AS is_sign_of_life
    FROM heard
    WHERE outcome = 'ok'
        OR (type = 'credential.revoked' AND outcome = 'failed')
        OR (type = 'credential.used' AND outcome IN ('denied', 'accepted', 'allowed'))
)
