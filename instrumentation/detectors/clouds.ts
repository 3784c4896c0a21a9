import type { Detector } from './detector.ts'

/** An execution environment of AWS Lambda; an invocation is told by whoever handles it. */
export const lambda: Detector = ({ env }) => {
  const name = env['AWS_LAMBDA_FUNCTION_NAME']
  if (name === undefined) return null
  return {
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': env['AWS_REGION'],
    'faas.name': name,
    'faas.version': env['AWS_LAMBDA_FUNCTION_VERSION'],
    'faas.instance': env['AWS_LAMBDA_LOG_STREAM_NAME'],
    'workload.kind': 'function',
    'workload.class': name,
  }
}

/** A service, or a task of a job, of Google Cloud Run. Which instance of a service it is only its metadata server says, and is not asked. */
export const cloudRun: Detector = ({ env }) => {
  const [service, job] = [env['K_SERVICE'], env['CLOUD_RUN_JOB']]
  if (service === undefined && job === undefined) return null
  const [execution, task] = [env['CLOUD_RUN_EXECUTION'], env['CLOUD_RUN_TASK_INDEX']]
  const attempt = env['CLOUD_RUN_TASK_ATTEMPT'] ?? '0'
  return {
    'cloud.provider': 'gcp',
    'cloud.platform': 'gcp.cloud_run',
    'faas.name': service ?? job,
    'faas.version': env['K_REVISION'],
    'faas.instance': execution === undefined ? undefined : `${execution}/${task ?? '0'}/${attempt}`,
    'workload.kind': job === undefined ? 'service' : 'job',
    'workload.class': service ?? job,
  }
}

const CONTAINER = /\/v[34]\/([0-9a-f]{12,64})/

/** A container of a task of Amazon ECS: its address for metadata, which is not asked, has the container's id. */
export const ecs: Detector = ({ env }) => {
  const address = env['ECS_CONTAINER_METADATA_URI_V4'] ?? env['ECS_CONTAINER_METADATA_URI']
  if (address === undefined) return null
  return {
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_ecs',
    'cloud.region': env['AWS_REGION'],
    'container.id': CONTAINER.exec(address)?.[1],
  }
}
