import { execFile } from 'node:child_process'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PEERS, BUILT } from './peers.ts'
import type { Ground } from './ground.ts'

const run = promisify(execFile)
const FOLDER = join(BUILT, 'kafka-streams')
const PARTITIONS = 4
const THREADS = '1'
/** The peer's records are dated 2023: a broker deletes them half a minute after it started, and the peer would wait for them for ever. */
const KEEP_ALL = [{ name: 'retention.ms', value: '-1' }]
/** What a run takes many times over. */
const TIMEOUT_MS = 300_000

/** Events per CPU-second of Kafka Streams' process, once the JVM is up: of all events, and of those after the first quarter. */
export interface StreamsFigures {
  readonly events: number
  readonly all: number
  readonly warm: number
  readonly findings: number
}

/** Brings the peer's program; says what is missing where it can't. */
export async function buildStreams(): Promise<string | null> {
  if (existsSync(FOLDER)) return null
  if (!existsSync(PEERS)) return 'the peers are not on this machine'
  const part = `${FOLDER}-${process.pid}`
  await mkdir(BUILT, { recursive: true })
  await cp(join(PEERS, 'kafka-streams'), part, { recursive: true })
  await run('mvn', ['-q', '-B', 'package', 'dependency:copy-dependencies', '-DoutputDirectory=target/lib'], {
    cwd: part,
  })
  await rename(part, FOLDER).catch(() => rm(part, { recursive: true }))
  return null
}

/** Fills a topic with the peer's own events, in binary, and lets it join them with its state in memory: its best case. */
export async function measureStreams({ cluster, admin }: Ground, events: number): Promise<StreamsFigures> {
  const topic = `peer-${process.hrtime.bigint()}`
  await admin.createTopics({
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1, configEntries: KEEP_ALL }],
    waitForLeaders: false,
  })
  const java = (main: string, ...args: readonly string[]) =>
    run('java', ['-Xmx4g', '-cp', classPath(), main, cluster.bootstrap, topic, ...args], {
      timeout: TIMEOUT_MS,
    })
  await java('peer.Load', String(events), 'bin')
  const { stdout } = await java('peer.Join', 'bin', 'mem', THREADS)
  return figuresIn(stdout)
}

const classPath = () => [join(FOLDER, 'target/kafka-streams-peer-1.jar'), join(FOLDER, 'target/lib/*')].join(':')

function figuresIn(said: string): StreamsFigures {
  const found = /events (\d+) findings (\d+) .* (\d+) ev\/CPU-s .* (\d+) ev\/CPU-s/.exec(said)
  if (found === null) throw new Error(`Kafka Streams said ${said}`)
  const [events, findings, all, warm] = found.slice(1).map(Number) as [number, number, number, number]
  return { events, findings, all, warm }
}
