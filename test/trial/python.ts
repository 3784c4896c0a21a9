import { join } from 'node:path'
import { BUILT, here, quietly, type Client } from './client.ts'

/** Python's exporter over gRPC, in a virtual environment. */
export function preparePython(): Client {
  const venv = join(BUILT, 'python')
  const python = join(venv, 'bin/python')
  quietly('python3', ['-m', 'venv', venv])
  quietly(python, ['-m', 'pip', 'install', '--quiet', '--requirement', here('python/requirements.txt')])
  return {
    language: 'Python',
    protocols: ['grpc'],
    carriers: ['span'],
    send: (_, pod, env) => quietly(python, [here('python/otlp_grpc.py'), `span-${pod}`], env),
  }
}
