import { describe, expect, test } from 'vitest'
import { encodeProtobuf } from '../../collector/otlp/test-protobuf.ts'
import { connect, createClient, frame, LOGS, rawCall, TRACES } from '../../collector/receivers/test-grpc.ts'
import { accountOf, findingsOf } from './asking.ts'
import { inDirectory, start } from './lifespan.ts'
import { logOf, logsOf, post, spanOf, tracesOf, used, type Said } from './otlp.ts'

const BORN = Date.UTC(2026, 0, 5, 10)
const MINUTE = 60_000
const ID = 'token-of-a-job'
const issued: Said = {
  ...used(ID, BORN, 'a'.repeat(16), { 'credential.not_after': '2026-01-05T18:00:00Z', 'workload.kind': 'pod' }),
  name: 'credential.issued',
}
const ended: Said = {
  name: 'workload.ended',
  at: BORN + MINUTE,
  span: 'b'.repeat(16),
  attributes: { 'workload.instance.id': 'pod-1', 'workload.kind': 'pod' },
}
const late = used(ID, BORN + 60 * MINUTE, 'c'.repeat(16))

describe('what is sent over gRPC', () => {
  test('is found as what is sent over HTTP; a stop waits for nobody who sends half a message', async () => {
    await inDirectory(async (data) => {
      const { run, stop, ended: gone } = await start('up', data)
      expect(run.otlpGrpc).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      const client = createClient(run.otlpGrpc, { 'grpc.default_compression_algorithm': 2 })
      const spans = tracesOf([issued, late].map(spanOf))
      expect(await client.call(TRACES, encodeProtobuf('TracesRequest', spans))).toMatchObject({ code: 0 })
      const logs = logsOf([logOf(ended)])
      expect(await client.call(LOGS, encodeProtobuf('LogsRequest', logs))).toMatchObject({ code: 0 })
      const found = () => findingsOf(data).then((rows) => rows.map(({ rule }) => rule).sort())
      await expect.poll(found, { timeout: 10_000, interval: 500 }).toEqual(['L01', 'L02'])

      expect(await post(run, spans)).toMatchObject({ status: 200 })
      expect(await found()).toEqual(['L01', 'L02'])
      expect(await client.call(TRACES, Buffer.from('nonsense'))).toMatchObject({ code: 3 })
      expect(await accountOf(data, 'otlp')).toMatchObject({ received: 6, accepted: 5, rejected: 1 })

      const session = connect(run.otlpGrpc)
      rawCall(session, frame(Buffer.alloc(1_000)).subarray(0, 500), {}, false)
      expect(await stop()).toBeLessThan(5_000)
      expect(await gone).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`OTLP/gRPC   ${run.otlpGrpc}\n`) as string,
      })
      client.close()
    })
  }, 60_000)
})
