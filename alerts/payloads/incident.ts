import type { Millis } from '../../schemas/time.ts'
import type { Alert } from '../alert.ts'
import type { Group } from '../message.ts'
import { FINDINGS_CATEGORY, findingInfo, metadataOf, resourcesOf, severityOf } from './ocsf.ts'
import { groupHeadline, isGroupOver, totalOf } from './text.ts'

const INCIDENT_FINDING = 2005
const [CREATE, UPDATE, CLOSE] = [
  [1, 'Create'],
  [2, 'Update'],
  [3, 'Close'],
] as const
/** `status_id` of an Incident Finding. */
const [NEW, IN_PROGRESS, RESOLVED] = [
  [1, 'New'],
  [2, 'In Progress'],
  [4, 'Resolved'],
] as const

/** Several findings as one OCSF Incident Finding (2005), each with what happened to it. `worst`: the most severe of them; `at`: when it is said, ms. */
export function incidentFinding(group: Group, worst: Alert, at: Millis): object {
  const { members, counts, common } = group
  const isNew = totalOf(counts) === (counts.opened ?? 0)
  const [[activity_id, activity_name], [status_id, status]] = isGroupOver(group)
    ? [CLOSE, RESOLVED]
    : isNew
      ? [CREATE, NEW]
      : [UPDATE, IN_PROGRESS]
  return {
    class_uid: INCIDENT_FINDING,
    class_name: 'Incident Finding',
    ...FINDINGS_CATEGORY,
    type_uid: INCIDENT_FINDING * 100 + activity_id,
    activity_id,
    activity_name,
    time: at,
    count: totalOf(counts),
    ...severityOf(worst),
    status_id,
    status,
    message: groupHeadline(group),
    desc: groupHeadline(group),
    metadata: metadataOf(worst, group.id),
    finding_info_list: members.map(({ alert }) => findingInfo(alert)),
    unmapped: {
      open: group.open,
      counts,
      common: Object.fromEntries(common),
      findings: members.map(({ occasion, alert }) => ({
        uid: alert.id,
        occasion,
        severity: alert.severity,
        resources: resourcesOf(alert),
      })),
    },
  }
}
