import { SECOND, type Millis } from '../../schemas/time.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Attempted, Dispatch } from '../message.ts'
import { HttpTransport } from './http.ts'
import { SyslogTransport } from './syslog.ts'

/** All of an attempt: connecting, sending, and all of the answer (faults: F37). */
const DEADLINE_MS = 15 * SECOND

/** The way to one receiver. */
export interface Transport {
  /** Makes one attempt. Never throws: what can't be made to be sent is an attempt that failed. */
  send(dispatch: Dispatch | Promise<Dispatch>): Promise<Attempted>
  /** What is on its way is let go. */
  close(): Promise<void>
}

/** The way to an endpoint, by how its address begins. `deadline`: of an attempt, ms. */
export const transportTo = (
  { url, allowed }: Pick<Endpoint, 'url' | 'allowed'>,
  deadline: Millis = DEADLINE_MS,
): Transport =>
  /^syslogs?:/i.test(url) ? new SyslogTransport(allowed, deadline) : new HttpTransport(allowed, deadline)
