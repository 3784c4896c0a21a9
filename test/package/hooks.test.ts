import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ask } from '../e2e/asking.ts'
import { inDirectory, start, type Running } from '../e2e/lifespan.ts'
import { WEB_IDENTITY } from './libraries/answers/aws.ts'
import { BEARERS, BORNE } from './libraries/bearers.ts'
import { startIssuers, type Issuers } from './libraries/server.ts'
import { PARTS, SERVICES } from './libraries/service.ts'
import { startTap, type Tap } from './libraries/tap.ts'
import { KEY, SECRETS, TOLD } from './libraries/told.ts'
import { ONCE, TWICE } from './libraries/twice.ts'
import { npm, pack, run } from './project.ts'

const PATIENCE_MS = 240_000

/** OpenTelemetry's SDK, and libraries, at both ends of what is supported. */
const PROJECTS = {
  oldest: [
    '@opentelemetry/api@1.9.0',
    '@opentelemetry/sdk-node@0.223.0',
    '@aws-sdk/client-sts@3.1.0',
    '@aws-sdk/client-s3@3.1.0',
    '@aws-sdk/credential-providers@3.27.0',
    'node-vault@0.9.0',
    'openid-client@6.1.1',
    'oauth4webapi@3.0.0',
    'simple-oauth2@4.0.0',
    'google-auth-library@9.0.0',
    '@azure/identity@4.0.0',
    '@azure/msal-node@2.1.0',
    '@kubernetes/client-node@1.0.0',
    '@octokit/auth-app@6.0.0',
    '@octokit/request@8.0.2',
    '@actions/core@1.6.0',
    'jose@5.0.0',
    'jsonwebtoken@8.0.0',
  ],
  newest: [
    '@opentelemetry/api@1.10.0',
    '@opentelemetry/sdk-node@0.301.0',
    '@aws-sdk/client-sts@3.1174.0',
    '@aws-sdk/client-s3@3.1175.0',
    '@aws-sdk/credential-providers@3.1175.0',
    'node-vault@0.12.0',
    'openid-client@6.9.0',
    'oauth4webapi@3.8.8',
    'simple-oauth2@5.1.0',
    'google-auth-library@11.3.4',
    '@azure/identity@4.14.1',
    '@azure/msal-node@7.2.3',
    '@kubernetes/client-node@2.0.1',
    '@octokit/auth-app@8.3.1',
    '@octokit/request@10.0.16',
    '@actions/core@3.0.1',
    'jose@6.2.17',
    'jsonwebtoken@9.0.3',
  ],
} as const

const REGISTERED = ['--import', '@lifespan/instrumentation/register']

describe('libraries that are observed', () => {
  test.each(Object.entries(PROJECTS))(
    'in their %s versions, by import and by require, are told of: %o',
    { timeout: PATIENCE_MS },
    (_, packages) =>
      inDirectory(async (directory) => {
        const folder = join(directory, 'service')
        await mkdir(folder)
        await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'service', private: true }))
        for (const [file, text] of Object.entries({ ...SERVICES, ...BEARERS, ...TWICE }))
          await writeFile(join(folder, file), text)
        const install = ['install', '--no-audit', '--no-fund', '--legacy-peer-deps']
        await npm(folder, ...install, await pack(directory), ...packages)
        const issuers = await startIssuers(directory)
        const lifespan = await start('up', join(directory, 'data'))
        const tap = await startTap(lifespan.run.otlp)
        const servers = { lifespan, issuers, tap }
        try {
          for (const file of Object.keys(SERVICES)) {
            const told = await toldBy(folder, [...REGISTERED, file, ...PARTS], servers)
            expect(told).toEqual(TOLD.toSorted())
          }
          for (const file of Object.keys(BEARERS)) {
            expect(await toldBy(folder, [file], servers)).toEqual(BORNE.toSorted())
          }
          for (const file of Object.keys(TWICE)) {
            expect(await toldBy(folder, [...REGISTERED, file], servers)).toEqual(ONCE.toSorted())
          }
          const sent = tap.bytes()
          expect(sent.includes('accessor-login')).toBe(true)
          expect(SECRETS.filter((secret) => sent.includes(secret))).toEqual([])
        } finally {
          await tap.stop()
          await lifespan.stop()
          await issuers.stop()
        }
      }),
  )
})

interface Servers {
  readonly lifespan: Running
  readonly issuers: Issuers
  /** Between the service and Lifespan. */
  readonly tap: Tap
}

/** Runs a service of a project, which must not say anything, and returns what it told, a line each. */
async function toldBy(folder: string, args: readonly string[], { lifespan, issuers, tap }: Servers): Promise<string[]> {
  const label = args.find((arg) => /\.[cm]js$/.test(arg))!
  const env = {
    ...process.env,
    ISSUERS: issuers.base,
    ISSUERS_TLS: issuers.secure,
    ISSUERS_CA: Buffer.from(issuers.ca).toString('base64'),
    WEB_IDENTITY,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${issuers.base}/container`,
    LIFESPAN_FINGERPRINT_KEY: KEY,
    OTEL_EXPORTER_OTLP_ENDPOINT: tap.url,
    // What telemetry itself presents is nobody's use of a credential.
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer of-the-exporter',
    OTEL_RESOURCE_ATTRIBUTES: `workload.instance.id=${label}`,
    OTEL_SERVICE_NAME: 'service',
    NODE_NO_WARNINGS: '1',
  }
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env })
  expect(stdout + stderr).toBe('')
  const { text } = await ask(lifespan.run, QUERY(label))
  const { host, port } = new URL(issuers.base)
  return text.replaceAll(host, 'HOST').replaceAll(port, 'PORT').split('\n').toSorted()
}

/** What was told by an instance, in words: delivered twice it is one. */
const QUERY = (label: string) => `
  SELECT any(arrayStringConcat(arrayFilter(word -> word != '', [splitByChar('.', toString(type))[2], if(outcome = 'ok', '', toString(outcome)),
    credential_kind, credential_id, 'by ' || issuer, if(identity = 'service', '', 'as ' || identity), if(parent_id = '', '', 'of ' || parent_id),
    delegation, if(workload_id IN ('', '${label}'), '', 'for ' || workload_id), attributes['credential.use.action'],
    attributes['credential.use.target']]), ' '))
  FROM analyst.events WHERE presenter_id = '${label}' AND credential_id != '' GROUP BY event_id FORMAT TSVRaw`
