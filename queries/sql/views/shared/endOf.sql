-- When a credential ends: by its revocation or its expiry, whichever comes first. An end that nobody stated is one of the policy.
(revoked, expires, static, alive) -> least(revoked, multiIf(
    expires > 0, expires,
    static = 1, {never:Int64},
    alive + {unknown_expiry:Int64})) AS endOf
