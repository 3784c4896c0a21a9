import type { Fault } from '../../clickhouse/fault.ts'

/** Why a ClickHouse of the user's can not be worked with, and what to do. */
export interface Unreached {
  readonly what: string
  readonly todo: string
}

const NAMED = 'CLICKHOUSE_URL (clickhouse.url)'
const PORTS = `does ${NAMED} name its HTTP port, often 8123, or with https:// that of HTTPS, often 8443?`
const UNTRUSTED = 'set NODE_EXTRA_CA_CERTS to a file with the certificate (PEM) of whoever signed it'

/** By what Node and OpenSSL call it; the first that fits. */
const ON_THE_WAY: readonly (readonly [RegExp, (host: string, reason: string) => Unreached])[] = [
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    (host, reason) => ({
      what: `nobody knows the host of ${host} (${reason})`,
      todo: `does ${NAMED} name the right one?`,
    }),
  ],
  [
    /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    (host, reason) => ({
      what: `the certificate of ${host} does not hold now (${reason})`,
      todo: 'renew it, or set the clock',
    }),
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (host, reason) => ({
      what: `the certificate of ${host} is another host's (${reason})`,
      todo: `name in ${NAMED} the host that it names`,
    }),
  ],
  [
    /CERT|^SELF_SIGNED|^UNABLE_TO/,
    (host, reason) => ({
      what: `the certificate of ${host} is not trusted (${reason.replace(/;.*/, '')})`,
      todo: UNTRUSTED,
    }),
  ],
  [
    /^EPROTO$/,
    (host) => ({
      what: `what listens at ${host} speaks no TLS`,
      todo: `name in ${NAMED} its HTTPS port, often 8443, or say http:// there`,
    }),
  ],
  [
    /^(ECONNRESET|EPIPE|HPE_\w+)$/,
    (host, reason) => ({
      what: `what listens at ${host} breaks off (${reason})`,
      todo: `is it a ClickHouse, and ${PORTS}`,
    }),
  ],
  [
    /^E[A-Z]+$/,
    (host, reason) => ({ what: `no answer from ClickHouse at ${host} (${reason})`, todo: `is it up, and ${PORTS}` }),
  ],
]

/** A fault of the user's own ClickHouse, or of the way to it, in words for who configures it; null where it says enough itself. */
export function unreached(fault: Fault, host: string, user: string): Unreached | null {
  if (!fault.code.startsWith('CLICKHOUSE_') || fault.code === 'CLICKHOUSE_CUT') return null
  const [, code] = /answered Code (\d+) /.exec(fault.message) ?? []
  if (code !== undefined) return refused(code, fault, host, user)
  const { code: reason, message = '' } = (fault.cause ?? {}) as Partial<NodeJS.ErrnoException>
  const known = ON_THE_WAY.find(([pattern]) => pattern.test(reason ?? ''))
  if (known !== undefined) return known[1](host, message)
  if (fault.code === 'CLICKHOUSE_UNAVAILABLE' && fault.cause === undefined)
    return { what: withoutDoing(fault), todo: `is it up, and ${PORTS}` }
  return { what: `what answers at ${host} is no ClickHouse (${inShort(message || withoutDoing(fault))})`, todo: PORTS }
}

function refused(code: string, fault: Fault, host: string, user: string): Unreached | null {
  if (['192', '193', '194', '516'].includes(code))
    return {
      what: `ClickHouse at ${host} knows no user ${user} with this password`,
      todo: 'are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD (clickhouse.user, clickhouse.password) right?',
    }
  if (code === '164')
    return {
      what: `ClickHouse at ${host} lets the user ${user} only read (readonly)`,
      todo: 'name one in CLICKHOUSE_USER who may make databases, and whose profile has no readonly',
    }
  if (code !== '497') return null
  const [, missing = 'what Lifespan needs'] = /have the grant (.*?)\.?$/.exec(fault.message) ?? []
  return { what: `ClickHouse at ${host} does not grant the user ${user} ${missing}`, todo: grantsFor(user) }
}

/** Whatever it is may answer with a page. */
const inShort = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 100)

/** What a user needs. */
const grantsFor = (user: string) =>
  ['ALL ON lifespan.*', 'ALL ON analyst.*', 'CREATE TEMPORARY TABLE ON *.*', 'TABLE ENGINE ON *']
    .map((right) => `GRANT ${right} TO \`${user}\``)
    .join('; ')

/** The message without what was asked, and without what is told of an insert. */
const withoutDoing = ({ message }: Fault) => message.replace(/^[a-z ]+: /, '').replace(/\.+$/, '')
