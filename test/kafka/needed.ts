import { missingTool } from './jars.ts'

const missing = await missingTool()
if (missing !== null) console.warn(`SKIPPED: all that needs a Kafka broker, for ${missing} is not there`)
if (missing !== null && process.env['CI'] === 'true')
  throw new Error(`in CI Kafka must be tested, and needs ${missing}`)

/** Whether no real broker can be had: tests that need one are skipped then, which is said; in CI that is a failure. */
export const noKafka = missing !== null
