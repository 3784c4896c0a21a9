// A worker: it gets a token, uses it once, and is gone. Nobody revokes the token, which is good for the rest of its hour.
import { randomUUID } from 'node:crypto'
import { credentials, lifespanTelemetry, workload } from '@lifespan/instrumentation'

const broker = process.env.BROKER ?? 'http://127.0.0.1:8210'
const pod = { id: randomUUID(), kind: 'pod' }

const telemetry = lifespanTelemetry({
  resource: { 'service.name': 'worker', 'workload.instance.id': pod.id, 'workload.kind': pod.kind },
})

workload.started(pod)

const answer = await fetch(broker, { headers: { 'x-pod': pod.id } })
const token = await answer.json()

credentials.used({ id: token.jti, issuer: token.iss }, { action: 'GET', target: '/orders' })

workload.ended({ ...pod, reason: 'completed' })
await telemetry.shutdown()

console.log(
  `worker: pod ${pod.id} is gone; its token ${token.jti} is good until ${new Date(token.exp * 1_000).toISOString()}`,
)
