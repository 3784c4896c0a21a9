import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, GroupDescription } from 'kafkajs'
import { patiently } from '../../log/kafka/patiently.ts'
import type { Millis } from '../../schemas/time.ts'

const LOOK_MS = 500

/** Waits until a group is as it is wanted, for so long at the most; says whether it is. */
export async function awaitGroup(
  admin: Pick<Admin, 'describeGroups'>,
  groupId: string,
  isRight: (group: GroupDescription) => boolean,
  patience: Millis,
): Promise<boolean> {
  for (const until = Date.now() + patience; ; await sleep(LOOK_MS)) {
    const { groups } = await patiently(() => admin.describeGroups([groupId]))
    if (groups.every(isRight)) return true
    if (Date.now() > until) return false
  }
}
