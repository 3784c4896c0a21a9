import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { kafkaJars } from './jars.ts'

const QUIET = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'

/** Sends lines as Kafka's own producer in Java does, compressed as that does it. */
export async function sendByJava(
  bootstrap: string,
  topic: string,
  codec: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd',
  lines: readonly string[],
): Promise<void> {
  const options = ['--bootstrap-server', bootstrap, '--topic', topic, '--compression-codec', codec]
  const args = [QUIET, '-cp', await kafkaJars(), 'org.apache.kafka.tools.ConsoleProducer', ...options]
  const child = spawn('java', args, { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`Kafka's console producer ended with ${code}`)
}
