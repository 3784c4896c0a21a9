import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { makeCertificates } from '../../kafka/certificates.ts'
import { aws } from './answers/aws.ts'
import { github } from './answers/github.ts'
import { google } from './answers/google.ts'
import { azure, kubernetes } from './answers/platforms.ts'
import { oauth } from './answers/oauth.ts'
import { vault } from './answers/vault.ts'

/** What a service is asked. */
export interface Asked {
  /** Where this server is. */
  readonly base: string
  readonly method: string
  /** Without what names the service, and with its query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What it answers: an object as JSON. Null where it knows no such path. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | object
}
export type Answerer = (asked: Asked) => Answer | null

/** Services by the first part of their paths. */
const SERVICES: Readonly<Record<string, Answerer>> = {
  '': aws,
  container: aws,
  bucket: aws,
  computeMetadata: google,
  v1: (asked) => google(asked) ?? vault(asked),
  oidc: oauth,
  azure,
  api: kubernetes,
  github,
}

/** Where services answer. */
export interface Issuers {
  readonly base: string
  /** The same by TLS, with a certificate of somebody who is trusted by this (PEM). */
  readonly secure: string
  readonly ca: string
  stop(): Promise<void>
}

/** Answers as real issuers do, on a port without and one with TLS; `folder` is for certificates. */
export async function startIssuers(folder: string): Promise<Issuers> {
  const { ca, broker } = await makeCertificates(folder)
  const respond: RequestListener = (request, response) => {
    void (async () => {
      const { status = 200, headers, body } = await answer(request, base)
      const type = typeof body === 'string' ? 'text/xml' : 'application/json'
      response.writeHead(status, { 'content-type': type, ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })()
  }
  const servers = [createServer(respond), createSecureServer(broker, respond)]
  const [port, secure] = await Promise.all(servers.map(listen))
  const base = `http://127.0.0.1:${port}`
  const stop = async () => {
    for (const server of servers) server.closeAllConnections()
    await Promise.all(servers.map((server) => once(server.close(), 'close')))
  }
  return { base, secure: `https://127.0.0.1:${secure}`, ca, stop }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function answer(request: IncomingMessage, base: string): Promise<Answer> {
  const { method = 'GET', url = '/', headers } = request
  const body = await text(request)
  const [, service = ''] = /^\/(\w*)/.exec(url) ?? []
  const found = SERVICES[service]?.({ base, method, path: url, headers, body }) ?? null
  return found ?? { status: 404, body: { errors: [`no ${method} ${url}`], message: 'Not Found' } }
}
