import type { Budget } from '../../collector/receivers/budget.ts'
import { startOtlpGrpc } from '../../collector/receivers/otlp-grpc.ts'
import { startOtlpHttp, type OtlpHttpOptions } from '../../collector/receivers/otlp-http.ts'
import type { Receiver } from '../../collector/receivers/receiver.ts'
import type { PortChoice } from './core.ts'

/** Who reports by OTLP, whatever the way in: so that what comes twice is told by its ids. */
export const OTLP_SOURCE = 'otlp'

/** Where OTLP is received. */
export interface Receivers {
  readonly otlp: Receiver
  readonly otlpGrpc: Receiver
  close(): Promise<void>
}

/** Where it is received. */
export interface WaysIn {
  /** The interface. */
  readonly listen: string
  readonly otlpHttp: PortChoice
  readonly otlpGrpc: PortChoice
}

type ReceiversOptions = WaysIn & Pick<OtlpHttpOptions, 'intake' | 'onError' | 'routes'> & { readonly budget: Budget }

/** Receives OTLP over HTTP and over gRPC, with one budget of what is held. Throws where a port that was named is taken. */
export async function startReceivers({ listen, otlpHttp, otlpGrpc, ...options }: ReceiversOptions): Promise<Receivers> {
  const common = { ...options, host: listen, source: OTLP_SOURCE }
  const http = await startOtlpHttp({ ...common, ...otlpHttp })
  try {
    const grpc = await startOtlpGrpc({ ...common, ...otlpGrpc })
    const close = async () => void (await Promise.all([http.close(), grpc.close()]))
    return { otlp: http, otlpGrpc: grpc, close }
  } catch (error) {
    await http.close()
    throw error
  }
}
