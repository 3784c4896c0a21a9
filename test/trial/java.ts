import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUILT, here, quietly, type Client } from './client.ts'

/** Java's exporter, which speaks gRPC unless told otherwise, with the SDK as it configures itself: it sends metrics too, complains that nobody takes them, and goes on. */
export function prepareJava(): Client {
  const target = join(BUILT, 'java')
  const goals = ['compile', 'dependency:build-classpath']
  quietly('mvn', [
    '--batch-mode',
    '--quiet',
    '-Dstyle.color=never',
    '--file',
    here('java/pom.xml'),
    `-Dtrial.target=${target}`,
    ...goals,
  ])
  const classpath = `${join(target, 'classes')}:${readFileSync(join(target, 'classpath'), 'utf8').trim()}`
  return {
    language: 'Java',
    protocols: ['grpc', 'http'],
    carriers: ['span', 'log'],
    send: (protocol, pod, env) => {
      const spoken = protocol === 'http' ? { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' } : {}
      quietly('java', ['-classpath', classpath, 'Trial', pod], { ...env, ...spoken })
    },
  }
}
