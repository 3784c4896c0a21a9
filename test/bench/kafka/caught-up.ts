import { TOPICS } from '../../../log/kafka/topics.ts'
import { fillLog, FULL } from './fill.ts'
import { GROUP, onGround } from './ground.ts'
import { buildStreams, measureStreams, type StreamsFigures } from './streams.ts'
import { doneBy, recordsIn } from './topics.ts'

/** Events that lay in the log before anybody judged them. CPU seconds of the correlator. */
export interface CaughtUpFigures {
  readonly events: number
  /** From the start of its process on, and since it was up. */
  readonly whole: number
  readonly up: number
  readonly findings: number
  /** The same number of events, joined by the peer; null where it is not there. */
  readonly streams: StreamsFigures | null
}

/** One correlator on a log that is full, and Kafka Streams on a topic that is. */
export function measureCaughtUp(events: number): Promise<CaughtUpFigures> {
  return onGround(false, async (ground) => {
    const { admin, deployment, spent } = ground
    await fillLog(ground, FULL, events)
    await deployment.start('correlate')
    const up = spent().correlate
    await doneBy(admin, GROUP)
    const whole = spent().correlate
    const findings = await recordsIn(admin, TOPICS.findings)
    await deployment.stop(deployment.members[0]!)
    const streams = (await buildStreams()) === null ? await measureStreams(ground, events) : null
    return { events, whole, up: whole - up, findings, streams }
  })
}
