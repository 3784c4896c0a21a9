import diagnostics from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { isOurs } from './quiet.ts'
import { safely } from './safely.ts'

/** At which Node says that a request goes out. */
const CHANNEL = 'http.client.request.start'

/**
 * Lets the process end though telemetry is on its way: a collector that does not answer would hold it, for as long as an exporter waits. Returns
 * what ends that. What must be waited for holds the process by itself, and what the service's SDK sends is the service's.
 */
export function letGo(): () => void {
  const heard = (message: unknown) => {
    if (!isOurs()) return
    safely(() => {
      const { request } = message as { readonly request: ClientRequest }
      if (request.socket === null) request.once('socket', unref)
      else unref(request.socket)
    })
  }
  diagnostics.subscribe(CHANNEL, heard)
  return () => void diagnostics.unsubscribe(CHANNEL, heard)
}

const unref = (socket: Socket) => void socket.unref()

/** Longer than anything is waited for. */
const LONG_MS = 2 ** 30

/** Does something for which the process must not end. */
export async function holding<T>(work: () => Promise<T>): Promise<T> {
  const hold = setInterval(() => undefined, LONG_MS)
  try {
    return await work()
  } finally {
    clearInterval(hold)
  }
}
