import { bringUpToDate } from '../../clickhouse/schema.ts'
import { startTestEngine, type TestEngine } from '../../clickhouse/test-engine.ts'

/** A real ClickHouse with the schema in it. */
export async function startDatabase(): Promise<TestEngine> {
  const engine = await startTestEngine()
  await bringUpToDate(engine.lifespan)
  return engine
}
