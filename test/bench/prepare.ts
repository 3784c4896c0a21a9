import type { WholeCore } from '../../cli/system/core.ts'
import { openCore } from '../../cli/system/system.ts'
import { BLOCK_COLUMNS, encodeBatch } from '../../log/block.ts'
import { EventBatch } from '../../schemas/batch.ts'
import type { LifecycleEvent } from '../../schemas/events.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { World } from './world.ts'

/** Fills a data directory with so many live credentials: events straight into ClickHouse, as the log would have sent them. */
const BLOCK = 100_000
const [dataDir, live] = [process.argv[2]!, Number(process.argv[3])]
const free = { port: 0, named: false }

const open = () =>
  openCore({
    dataDir,
    clickhouseHttp: free,
    clickhouseTcp: free,
    onFindings: () => undefined,
    onTrouble: (error) => console.error(error.message),
  })

async function fill({ server, secrets }: WholeCore): Promise<void> {
  const keyring = createKeyring(Buffer.from(secrets.hashKey, 'hex'))
  const world = new World(live)
  let mark = Date.now()
  let event = 0
  const insert = async (events: readonly LifecycleEvent[]) => {
    const batch = new EventBatch(events.length)
    for (const one of events) {
      const stamp = { tenant: 'default', source: 'bench', authority: true, eventId: ['bench', String(event++)] }
      batch.push(one, stamp, keyring)
    }
    batch.receive(mark++)
    await server.client.insertNative('lifespan.events', BLOCK_COLUMNS, encodeBatch(batch))
  }
  await insert(world.owners())
  for (let done = 0; done < live; done += BLOCK) await insert(world.prime(BLOCK))
  await insert(world.steady(BLOCK))
  // What is inserted here no correlator saw; but its views were fed, so nothing is left to be sent through them again.
  await server.client.command(
    `INSERT INTO lifespan.progress (name, mark, version) VALUES ('judged_through', ${mark}, 1)`,
  )
}

const filling = await open()
await fill(filling)
await filling.stop()
// Once more, so that all is judged and published: as a Lifespan leaves it that is stopped.
const judging = await open()
await judging.judging.judge()
await judging.stop()
console.log(JSON.stringify({ credentials: judging.judging.engines[0]!.state.credential.count }))
