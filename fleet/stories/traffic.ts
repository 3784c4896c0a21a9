import { serviceAccounts } from '../cast.ts'
import { second } from '../story.ts'
import type { FleetEvent, Scene, Story } from '../story.ts'
import { createPod } from '../workloads.ts'

/** Spans and log lines of any service: they say nothing of ours. */
export function traffic({ random, anchor }: Scene): Story {
  const { source: from } = createPod(random, random.pick(serviceAccounts))
  const span = (name: string, at: number, status = 200): FleetEvent => {
    const [method = 'GET', path = '/'] = name.split(' ')
    const attributes = { 'http.request.method': method, 'url.path': path, 'http.response.status_code': status }
    return { at, from, carrier: 'span', name, attributes, ordinary: true }
  }
  const line: FleetEvent = {
    at: anchor + second,
    from,
    carrier: 'log',
    name: 'order accepted',
    attributes: { 'order.items': 3 },
    ordinary: true,
  }
  const events = [
    span('GET /health', anchor),
    span('POST /orders', anchor + 400, random.pick([200, 200, 201, 500])),
    line,
  ]
  return { events, expected: [] }
}
