import { join } from 'node:path'
import { BUILT, here, quietly, type Client } from './client.ts'

/** Go's exporters, built from the modules that `go.sum` pins. */
export function prepareGo(): Client {
  const program = join(BUILT, 'go/trial')
  quietly('go', ['build', '-mod=readonly', '-o', program, '.'], {}, here('go'))
  return {
    language: 'Go',
    protocols: ['grpc', 'http'],
    carriers: ['span', 'log'],
    send: (protocol, pod, env) => quietly(program, [protocol, pod], env),
  }
}
