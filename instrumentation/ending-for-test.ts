/** A service that ends in some way: `node ending-for-test.ts <how> [patience]`. With `AGAIN` it has a second pipeline, which follows or does not; with `NO_INSTANCE` it is no workload. */
import { execFileSync, fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
import { credentials, lifespanTelemetry } from './index.ts'

// Machines that are busy take their time; whoever is not answered is not waited for that long.
const patience = process.argv[3] === undefined ? undefined : Number(process.argv[3])
const workload = process.env['NO_INSTANCE'] === undefined && ({ id: 'pod-1', kind: 'pod' } as const)
const telemetry = lifespanTelemetry({ workload, patience })

const again = process.env['AGAIN']
if (again !== undefined) lifespanTelemetry({ patience, ...(again === 'follows' ? { workload: { id: 'pod-1' } } : {}) })
credentials.used({ id: 'jti-1', issuer: 'aws' })

const own = import.meta.filename
const ways: Readonly<Record<string, () => void>> = {
  done: () => undefined,
  'done while it is told': () => void setTimeout(() => undefined, 1_000),
  'with children': async () => {
    if (cluster.isWorker) return process.exit(0)
    execFileSync(process.execPath, [...process.execArgv, own, 'done', '10000'])
    await once(fork(own, ['exit', '10000'], { silent: true }), 'close')
    await once(new Worker(own, { argv: ['done', '10000'], stdout: true }), 'exit')
    cluster.setupPrimary({ args: ['with children', '10000'], silent: true })
    await once(cluster.fork(), 'exit')
    process.exit(4)
  },
  'exit code': () => void (process.exitCode = 4),
  shutdown: () => void telemetry.shutdown(),
  exit: () => process.exit(3),
  throw: () => {
    throw new RangeError('theirs')
  },
  reject: () => void Promise.reject(new RangeError('theirs')),
  catch: () => {
    process.on('uncaughtException', () => setTimeout(() => process.exit(0), 300))
    throw new RangeError('theirs')
  },
  wait: () => void setInterval(() => undefined, 1_000),
  reload: () => {
    process.on('SIGHUP', () => setTimeout(() => process.exit(0), 300))
    setInterval(() => undefined, 1_000)
  },
  drain: () => {
    const served = createServer().listen(0, '127.0.0.1')
    process.on('SIGTERM', () => served.close())
  },
  'await shutdown': () => void telemetry.shutdown().then(() => process.exit(0)),
  handle: () => {
    setInterval(() => undefined, 1_000)
    process.on('SIGTERM', () => process.exit(0))
  },
}

setTimeout(ways[process.argv[2]!]!, 50)
process.stdout.write('up\n')
