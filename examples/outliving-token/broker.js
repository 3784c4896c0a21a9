// A token broker: whoever asks gets a token for an hour, and Lifespan is told to whom it was given.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { credentials, lifespanTelemetry } from '@lifespan/instrumentation'

const ISSUER = 'https://broker.example'
const HOUR_S = 3_600
const port = Number(process.env.PORT ?? 8210)

const telemetry = lifespanTelemetry({ resource: { 'service.name': 'broker' } })

const server = createServer((request, response) => {
  const pod = String(request.headers['x-pod'])
  const token = { iss: ISSUER, jti: randomUUID(), sub: 'checkout', exp: Math.floor(Date.now() / 1_000) + HOUR_S }
  credentials.issued({
    id: token.jti,
    issuer: token.iss,
    kind: 'jwt',
    subject: token.sub,
    notAfter: token.exp,
    workload: { id: pod, kind: 'pod' },
  })
  response.end(JSON.stringify(token))
})

server.listen(port, '127.0.0.1', () => console.log(`broker: http://127.0.0.1:${server.address().port}`))

process.once('SIGTERM', async () => {
  server.close()
  await telemetry.shutdown()
})
