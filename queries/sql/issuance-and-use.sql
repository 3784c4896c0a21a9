-- What each source says of credentials: how many were issued, and of these used, by how many requests, and never used; how many others were used whose issuance it did not see.
-- param source String = | only of this source
SELECT
    source,
    issuer,
    kind,
    countIf(is_issued) AS issued,
    countIf(is_issued AND uses > 0) AS used,
    sumIf(uses, is_issued) AS requests,
    countIf(is_issued AND uses = 0) AS unused,
    countIf(is_issued AND has_workload) AS of_a_workload,
    countIf(has_parent) AS made_from_another,
    countIf(is_revoked) AS revoked,
    countIf(NOT is_issued AND uses > 0) AS used_unissued,
    sumIf(uses, NOT is_issued) AS requests_unissued,
    tenant
FROM (
    SELECT
        tenant,
        source,
        ifNull(said.issuer, '') AS issuer,
        credential_id,
        max(credential_kind) AS kind,
        max(type = 'credential.issued' AND outcome = 'ok') AS is_issued,
        max(type = 'credential.revoked' AND outcome = 'ok') AS is_revoked,
        max(workload_id IS NOT NULL) AS has_workload,
        max(type = 'credential.issued' AND outcome = 'ok' AND parent_id IS NOT NULL AND delegation != 'login') AS has_parent,
        uniqExactIf(use_id, type = 'credential.used' AND outcome IN ('ok', 'denied', 'accepted')) AS uses
    FROM analyst.events AS said
    WHERE credential_id IS NOT NULL AND ({source:String} = '' OR said.source = {source:String})
    GROUP BY tenant, source, said.issuer, credential_id
) AS keys
GROUP BY tenant, source, issuer, kind
ORDER BY source, issuer, kind, tenant
