/** A process of its own that owns an engine until it is killed: `node owner-for-test.ts <dataDir>`. */
import { connect } from '../client.ts'
import { testPasswords } from '../test-engine.ts'
import { startEmbedded } from './embedded.ts'

const dataDir = process.argv[2] ?? ''
const anyPorts = { httpPort: 0, tcpPort: 0, named: { http: false, tcp: false } }
const embedded = await startEmbedded({ dataDir, ...anyPorts, passwords: testPasswords })
const client = connect({ url: embedded.url, user: 'lifespan', password: testPasswords.lifespan, database: 'lifespan' })
await client.command('CREATE TABLE kept (x UInt32) ENGINE = MergeTree ORDER BY x')
await client.command('INSERT INTO kept SELECT number FROM numbers(1000)')
process.stdout.write(`${JSON.stringify({ engine: embedded.pid })}\n`)
// An insert that is still running when the owner is killed.
await client.command(
  'INSERT INTO kept SELECT number + sleepEachRow(0.001) FROM numbers(100000) SETTINGS max_block_size = 100',
)
