import { TOPICS } from '../../../log/kafka/topics.ts'
import { CREDENTIAL_RULES } from '../map-engine.ts'
import type { Stored } from '../served.ts'
import { GROUP, type Ground } from './ground.ts'
import { doneBy } from './topics.ts'

/** Waits until ClickHouse has all of the log. */
export async function archivedIn({ admin }: Ground): Promise<void> {
  await doneBy(admin, `${GROUP}-archive`)
  await doneBy(admin, `${GROUP}-archive-findings`, TOPICS.findings)
}

const RULES = [...CREDENTIAL_RULES, 'G02'].map((rule) => `'${rule}'`)

/** The same as the other servers under test say of what they stored. */
export async function storedIn({ ask }: Ground): Promise<Stored> {
  const events = await ask('SELECT uniqExact(event_id) FROM lifespan.events')
  const findings = await ask(
    `SELECT count() FROM lifespan.findings FINAL WHERE NOT retracted AND rule IN (${RULES.join()})`,
  )
  return { events: Number(events), findings: Number(findings) }
}
