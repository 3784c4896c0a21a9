import { formatRfc3339, type Millis } from '../../schemas/time.ts'
import { isEnd } from '../alert.ts'
import { membersOf, type Member, type Message } from '../message.ts'
import { annotationsOf, endedAt, labelled, labelsOf, type Labels } from './alertmanager.ts'
import { fingerprintOf } from './fingerprint.ts'
import { isGroupOver } from './text.ts'

/** Go's zero time: what Alertmanager says of an alert that has not ended. */
const NOT_YET = '0001-01-01T00:00:00Z'

/** What Alertmanager itself sends to webhooks, version 4 (Prometheus: webhook_config), as if it were one. `receiver`: the endpoint's name. */
export function alertmanagerWebhook(message: Message, receiver: string): object {
  const { alert, group, occasion, at } = message
  const alerts = membersOf(message).map((member) => alertOf(member, at))
  const isOver = group === null ? isEnd(occasion) : isGroupOver(group)
  return {
    version: '4',
    groupKey: `lifespan/${group?.id ?? alert.id}`,
    truncatedAlerts: 0,
    status: isOver ? 'resolved' : 'firing',
    receiver,
    groupLabels: group === null ? { finding: alert.id } : labelled(group.common),
    commonLabels: inCommon(alerts.map(({ labels }) => labels)),
    commonAnnotations: inCommon(alerts.map(({ annotations }) => annotations)),
    externalURL: '',
    alerts,
  }
}

function alertOf(member: Member, at: Millis) {
  const { alert, occasion } = member
  const isOver = isEnd(occasion)
  const labels = labelsOf(alert)
  return {
    status: isOver ? 'resolved' : 'firing',
    labels,
    annotations: annotationsOf(member),
    startsAt: formatRfc3339(alert.since),
    endsAt: isOver ? formatRfc3339(endedAt(alert, at)) : NOT_YET,
    generatorURL: '',
    fingerprint: fingerprintOf(labels),
  }
}

/** What all of them say. */
const inCommon = ([first = {}, ...others]: readonly Labels[]): Labels =>
  Object.fromEntries(Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)))
