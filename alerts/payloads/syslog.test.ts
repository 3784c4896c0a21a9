import { expect, test } from 'vitest'
import { alertOf, AT, groupOf, messageOf } from '../alert-for-test.ts'
import { framesIn } from './frames-for-test.ts'
import { syslogFrames } from './syslog.ts'

test('a finding as syslog has it, and its end', () => {
  const closed = messageOf({ occasion: 'closed', alert: alertOf({ until: AT - 1_000 }) })
  expect([syslogFrames(messageOf()), syslogFrames(closed)]).toMatchInlineSnapshot(`
    [
      "516 <83>1 2026-01-01T00:00:00.000Z - lifespan - finding.opened - CEF:0|Lifespan|Lifespan|1|L01|Credential outlives its workload|8|rt=1767225600000 start=1767225540000 externalId=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa act=opened cat=high suser=spiffe://example.org/checkout sourceServiceName=pod-1 cs1Label=Subject cs1=jti-1 cs2Label=Issuer cs2=https://broker.example cs3Label=Owner cs3=team-payments cs4Label=Environment cs4=production cs6Label=Tenant cs6=default msg=L01 Credential outlives its workload: jti-1 (high) is open",
      "534 <86>1 2026-01-01T00:00:00.000Z - lifespan - finding.closed - CEF:0|Lifespan|Lifespan|1|L01|Credential outlives its workload|0|rt=1767225600000 start=1767225540000 end=1767225599000 externalId=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa act=closed cat=high suser=spiffe://example.org/checkout sourceServiceName=pod-1 cs1Label=Subject cs1=jti-1 cs2Label=Issuer cs2=https://broker.example cs3Label=Owner cs3=team-payments cs4Label=Environment cs4=production cs6Label=Tenant cs6=default msg=L01 Credential outlives its workload: jti-1 (high) is over",
    ]
  `)
})

test('several findings are as many frames', () => {
  const frames = framesIn(syslogFrames(messageOf({ group: groupOf() })))
  expect(frames.map(({ priority, cef, extension }) => [priority, cef.at(-1), extension['externalId']![0]])).toEqual([
    [82, '10', 'a'],
    [83, '8', 'c'],
    [86, '0', 'd'],
  ])
})

test('what CEF parts by is said, and parts nothing', () => {
  const subject = 'a|b\\c=d\ncs1=evil \u202eé😀'
  const [frame] = framesIn(syslogFrames(messageOf({ alert: alertOf({ subject, rule: 'X|1\\' }) })))
  expect(frame!.cef).toEqual(['Lifespan', 'Lifespan', '1', 'X\\|1\\\\', expect.any(String), '8'])
  expect(frame!.extension).toMatchObject({ cs1: 'a|b\\c=d cs1=evil  é😀', cs1Label: 'Subject', act: 'opened' })
})
