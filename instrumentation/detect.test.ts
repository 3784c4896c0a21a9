import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { detectWorkload, workloadDetector } from './detect.ts'

type Env = Readonly<Record<string, string>>

/** What is found in surroundings, without what is known of every process. */
function found(env: Env, files: Env = {}): Record<string, unknown> {
  const attributes = detectWorkload({ env, read: (path) => files[path] ?? null })
  const { 'host.id': _, 'host.name': __, 'process.pid': ___, 'process.creation.time': ____, ...rest } = attributes
  return rest
}

const MOUNTED = '/var/run/secrets/kubernetes.io/serviceaccount'
const UID = '0f6c9a3e-5d0e-4c0b-9a51-0d3a2b1c4d5e'
const claims = {
  sub: 'system:serviceaccount:shop:checkout',
  'kubernetes.io': { namespace: 'shop', pod: { name: 'checkout-7', uid: UID }, serviceaccount: { name: 'checkout' } },
}
const token = `header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`
const POD = {
  'k8s.pod.uid': UID,
  'k8s.pod.name': 'checkout-7',
  'k8s.namespace.name': 'shop',
  'k8s.serviceaccount.name': 'checkout',
  'workload.kind': 'pod',
}
const IN_CLUSTER = { KUBERNETES_SERVICE_HOST: '10.0.0.1' }

describe('a workload is known', () => {
  test.each<readonly [string, Env, Env]>([
    [
      'the downward API',
      { POD_UID: UID, POD_NAME: 'checkout-7', POD_NAMESPACE: 'shop', POD_SERVICE_ACCOUNT: 'checkout' },
      {},
    ],
    ['the claims of its token', {}, { [`${MOUNTED}/token`]: token }],
    [
      'what is mounted',
      { HOSTNAME: 'checkout-7', POD_SERVICE_ACCOUNT: 'checkout' },
      {
        [`${MOUNTED}/namespace`]: 'shop\n',
        '/proc/self/mountinfo': `1 2 0:3 /var/lib/kubelet/pods/${UID}/etc-hosts /etc/hosts rw - ext4 /dev/sda rw`,
      },
    ],
  ])('in a pod, by %s', (_, env, files) => {
    expect(found({ ...IN_CLUSTER, ...env }, files)).toEqual(POD)
  })

  test('in a pod whose token is none, by its host name alone', () => {
    expect(found({ ...IN_CLUSTER, HOSTNAME: 'checkout-7' }, { [`${MOUNTED}/token`]: 'no token' })).toEqual({
      'k8s.pod.name': 'checkout-7',
      'workload.kind': 'pod',
    })
  })

  test('as a job of GitHub Actions, also in a pod', () => {
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      GITHUB_WORKFLOW: 'release',
      GITHUB_RUN_ID: '6789',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_JOB: 'build',
      GITHUB_ACTOR: 'octocat',
      RUNNER_NAME: 'GitHub Actions 3',
    }
    const job = {
      'cicd.pipeline.name': 'release',
      'cicd.pipeline.run.id': '6789',
      'cicd.pipeline.run.attempt': '2',
      'cicd.pipeline.task.run.id': 'build/GitHub Actions 3',
      'vcs.owner.name': 'octo-org',
      'vcs.repository.name': 'octo-repo',
      'workload.kind': 'ci_job',
      'workload.initiator': 'octocat',
    }
    expect(found(env)).toEqual(job)
    expect(found({ ...IN_CLUSTER, POD_UID: UID, ...env })).toMatchObject({ ...job, 'k8s.pod.uid': UID })
  })

  test.each<readonly [string, Env, Record<string, unknown>]>([
    [
      'GitLab CI',
      { GITLAB_CI: 'true', CI_PIPELINE_ID: '12', CI_JOB_ID: '34', CI_JOB_NAME: 'deploy', CI_PROJECT_NAME: 'shop' },
      {
        'cicd.pipeline.run.id': '12',
        'cicd.pipeline.task.run.id': '34',
        'workload.class': 'deploy',
        'workload.kind': 'ci_job',
      },
    ],
    [
      'AWS Lambda',
      {
        AWS_LAMBDA_FUNCTION_NAME: 'pay',
        AWS_LAMBDA_LOG_STREAM_NAME: '2021/06/28/[$LATEST]2f399eb1',
        AWS_REGION: 'eu-west-1',
      },
      { 'cloud.platform': 'aws_lambda', 'faas.instance': '2021/06/28/[$LATEST]2f399eb1', 'workload.kind': 'function' },
    ],
    [
      'a job of Cloud Run',
      { CLOUD_RUN_JOB: 'pay', CLOUD_RUN_EXECUTION: 'pay-x1', CLOUD_RUN_TASK_INDEX: '3', CLOUD_RUN_TASK_ATTEMPT: '1' },
      { 'faas.instance': 'pay-x1/3/1', 'workload.kind': 'job', 'workload.class': 'pay' },
    ],
    [
      'a service of Cloud Run',
      { K_SERVICE: 'pay', K_REVISION: 'pay-1' },
      { 'faas.name': 'pay', 'workload.kind': 'service' },
    ],
    [
      'a container of ECS',
      { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/cd189a933e5849daa93386466019ab50-2495160603' },
      { 'container.id': 'cd189a933e5849daa93386466019ab50', 'cloud.platform': 'aws_ecs' },
    ],
    [
      'an agent',
      { GEN_AI_AGENT_ID: 'asst_5j66', GEN_AI_CONVERSATION_ID: 'conv_5j66', GEN_AI_PARENT_AGENT_ID: 'asst_1' },
      { 'gen_ai.agent.id': 'asst_5j66', 'workload.kind': 'agent', 'workload.parent.id': 'asst_1' },
    ],
  ])('as %s', (_, env, attributes) => {
    expect(found(env)).toMatchObject(attributes)
  })

  test('by the SPIFFE ID of its certificate', () => {
    const folder = mkdtempSync(join(tmpdir(), 'svid-'))
    const key = `-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ${join(folder, 'key')} -subj /O=SPIRE -days 1`
    const name = ['-addext', 'subjectAltName=URI:spiffe://example.org/ns/shop/sa/checkout']
    const pem = execFileSync('openssl', ['req', ...key.split(' '), ...name], { stdio: ['ignore', 'pipe', 'ignore'] })
    rmSync(folder, { recursive: true })
    const identity = { 'workload.identity': 'spiffe://example.org/ns/shop/sa/checkout' }
    expect(found({ SPIFFE_SVID_FILE: '/svid' }, { '/svid': pem.toString() })).toEqual(identity)
    expect(found({}, { '/run/spire/svid.pem': pem.toString() })).toEqual(identity)
    expect(found({ SPIFFE_SVID_FILE: '/svid' }, { '/svid': 'no certificate' })).toEqual({})
  })

  test('as a process on its host, where nothing else is known', () => {
    const { attributes } = workloadDetector.detect()
    expect(attributes).toMatchObject({
      'process.pid': process.pid,
      'process.creation.time': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      'host.id': expect.stringMatching(/./),
    })
  })

  test('and no secret is taken from where it runs', () => {
    const said = JSON.stringify(
      found({ ...IN_CLUSTER, POD_NAME: 'hvs.CAESIJ1234567890abcdefghijkl' }, { [`${MOUNTED}/token`]: token }),
    )
    expect(said).not.toContain('CAESIJ')
    expect(said).not.toContain('signature')
  })
})
