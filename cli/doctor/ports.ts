import { engineProcess } from '../../clickhouse/io/data-directory.ts'
import { freePort, loopback } from '../../clickhouse/io/ports.ts'
import type { Settings } from '../config/settings.ts'
import type { Place } from '../system/place.ts'
import type { Around } from './around.ts'
import { fail, ok, warn, type Check, type Result } from './check.ts'
import { portOwner, type PortOwner } from './port-owner.ts'

type PortName = Exclude<keyof Settings['ports'], 'probes'>

/** What each port is for, and how another is named. */
const PORTS: Readonly<Record<PortName, readonly [purpose: string, flag: string]>> = {
  otlp_http: ['OTLP over HTTP', '--otlp-port'],
  otlp_grpc: ['OTLP over gRPC', '--otlp-grpc-port'],
  clickhouse_http: ['ClickHouse over HTTP', '--clickhouse-port'],
  clickhouse_tcp: ["ClickHouse's native protocol", '--clickhouse-tcp-port'],
}

/** Whether the ports that `up` takes are free, or its own already. */
export const ports: Check<Around> = {
  name: 'port',
  look: (around) => {
    const asked = (Object.keys(PORTS) as PortName[]).filter((name) => isNeeded(name, around))
    return Promise.all(asked.map((name) => lookAtPort(name, around)))
  },
}

/** Any free one always is, and a ClickHouse of one's own has ports of its own. */
function isNeeded(name: PortName, { place, ports: { [name]: choice } }: Around): boolean {
  return choice.port !== 0 && (place.clickhouse === null || !name.startsWith('clickhouse'))
}

async function lookAtPort(name: PortName, { place, ports: { [name]: choice } }: Around): Promise<Result> {
  const { port, named } = choice
  const [purpose, flag] = PORTS[name]
  const where = `${loopback}:${port}`
  if (await isFree(port)) return ok(where, `${purpose}: free`)
  const owner = await portOwner(port)
  if (await isOurs(port, owner, place)) return ok(where, `${purpose}: of the Lifespan that runs here`)
  const who = owner === null ? 'another program' : `process ${owner.pid} (${owner.name})`
  const [result, otherwise] = named
    ? [fail, '`up` does not start without it']
    : [warn, '`up` takes the next free one, and prints it']
  return result(where, `${purpose}: taken by ${who}`, `stop that, or name another with ${flag}: ${otherwise}`)
}

function isFree(port: number): Promise<boolean> {
  return freePort({ port, named: true, purpose: '' }).then(
    () => true,
    () => false,
  )
}

async function isOurs(port: number, owner: PortOwner | null, { dataDir, run }: Place): Promise<boolean> {
  if (run === null) return false
  const urls = [run.otlp, run.otlpGrpc, ...(run.foreign ? [] : [run.clickhouse])]
  const isSaid = urls.some((url) => Number(new URL(url).port) === port)
  return isSaid || (owner !== null && [run.pid, await engineProcess(dataDir)].includes(owner.pid))
}
