import { createIntake } from '../../collector/intake.ts'
import { KafkaLog } from '../../log/kafka/kafka-log.ts'
import type { Core, Hashing } from '../system/core.ts'
import { Meters } from '../telemetry/meters.ts'
import { createLastTrouble } from '../troubles.ts'
import type { Brokers } from './brokers.ts'

/** The way into the log. */
export type Collecting = Pick<Core, 'intake' | 'meters' | 'trouble' | 'hurry'> & {
  /** Waits for all that was taken, and takes no more. */
  close(): Promise<void>
}

/** Takes what is read into the log that is Kafka. */
export function openCollecting(
  { producer, partitions, keyId }: Brokers,
  hashing: Hashing,
  onTrouble: (error: Error) => void,
): Collecting {
  const { onTrouble: onRetry, trouble } = createLastTrouble(onTrouble)
  const meters = new Meters()
  const log = new KafkaLog({ producer, partitions, keyId, onRetry })
  const intake = createIntake({ log: meters.sending(log), now: Date.now, ...hashing })
  return { intake, meters, trouble, hurry: () => log.hurry(), close: () => log.close() }
}
