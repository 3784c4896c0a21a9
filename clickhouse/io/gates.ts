import type { Passwords } from './engine-config.ts'
import { openGate, type Gate } from './gate.ts'
import { http } from './http-gate.ts'
import type { Ports } from './launch.ts'
import { native } from './native-gate.ts'

/** Which ports people should find ClickHouse at. */
export interface GatesOptions {
  readonly httpPort: number
  readonly tcpPort: number
  readonly named: { readonly http: boolean; readonly tcp: boolean }
  readonly passwords: Passwords
}

/** The two gates, at the ports that people know. */
export interface Gates extends Ports {
  /** Those who pass are led to these ports of the engine's. */
  leadTo(engine: Ports): void
  close(): void
}

/** Opens both, or none. Throws `PORT_TAKEN`. */
export async function openGates({ httpPort, tcpPort, named, passwords }: GatesOptions): Promise<Gates> {
  const httpWish = { port: httpPort, named: named.http, purpose: 'ClickHouse HTTP' }
  const httpGate = await openGate({ wish: httpWish, except: [], protocol: http })
  const tcpWish = { port: tcpPort, named: named.tcp, purpose: 'ClickHouse native protocol' }
  const except = [httpGate.port]
  const tcpGate = await openGate({ wish: tcpWish, except, protocol: native(passwords) }).catch((error: unknown) => {
    httpGate.close()
    throw error
  })
  return both(httpGate, tcpGate)
}

function both(httpGate: Gate, tcpGate: Gate): Gates {
  return {
    http: httpGate.port,
    tcp: tcpGate.port,
    leadTo: (engine) => {
      httpGate.leadTo(engine.http)
      tcpGate.leadTo(engine.tcp)
    },
    close: () => {
      httpGate.close()
      tcpGate.close()
    },
  }
}
