import type { Budget } from '../../collector/receivers/budget.ts'
import { startOtlpGrpc } from '../../collector/receivers/otlp-grpc.ts'
import { startOtlpHttp, type OtlpHttpOptions } from '../../collector/receivers/otlp-http.ts'
import type { Receiver } from '../../collector/receivers/receiver.ts'
import type { PortChoice } from './system.ts'

/** Who reports by OTLP, whatever the way in: so that what comes twice is told by its ids. */
export const OTLP_SOURCE = 'otlp'

/** Where OTLP is received. */
export interface Receivers {
  readonly otlp: Receiver
  readonly otlpGrpc: Receiver
  close(): Promise<void>
}

/** On which ports it is received. */
export interface WaysIn {
  readonly otlpHttp: PortChoice
  readonly otlpGrpc: PortChoice
}

type ReceiversOptions = WaysIn & Pick<OtlpHttpOptions, 'intake' | 'onError' | 'routes'> & { readonly budget: Budget }

/** Receives OTLP over HTTP and over gRPC, with one budget of what is held. Throws where a port that was named is taken. */
export async function startReceivers({ otlpHttp, otlpGrpc, ...options }: ReceiversOptions): Promise<Receivers> {
  const common = { ...options, host: '127.0.0.1', source: OTLP_SOURCE }
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
