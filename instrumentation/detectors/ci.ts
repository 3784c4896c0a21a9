import type { Detector } from './detector.ts'

/** A job of GitHub Actions. Its number is in no variable: a run, its attempt, the job's name and the runner's are. */
export const githubActions: Detector = ({ env }) => {
  if (env['GITHUB_ACTIONS'] !== 'true') return null
  const [owner, repository] = env['GITHUB_REPOSITORY']?.split('/') ?? []
  const job = [env['GITHUB_JOB'], env['RUNNER_NAME']].filter((part) => part !== undefined)
  return {
    'cicd.pipeline.name': env['GITHUB_WORKFLOW'],
    'cicd.pipeline.run.id': env['GITHUB_RUN_ID'],
    'cicd.pipeline.run.attempt': env['GITHUB_RUN_ATTEMPT'],
    'cicd.pipeline.task.run.id': job.join('/'),
    'vcs.owner.name': owner,
    'vcs.repository.name': repository,
    'workload.kind': 'ci_job',
    'workload.class': env['GITHUB_WORKFLOW_REF'],
    'workload.initiator': env['GITHUB_ACTOR'],
  }
}

/** A job of GitLab CI. */
export const gitlabCi: Detector = ({ env }) => {
  if (env['GITLAB_CI'] !== 'true') return null
  return {
    'cicd.pipeline.name': env['CI_PIPELINE_NAME'] ?? env['CI_CONFIG_PATH'],
    'cicd.pipeline.run.id': env['CI_PIPELINE_ID'],
    'cicd.pipeline.task.run.id': env['CI_JOB_ID'],
    'vcs.owner.name': env['CI_PROJECT_NAMESPACE'],
    'vcs.repository.name': env['CI_PROJECT_NAME'],
    'workload.kind': 'ci_job',
    'workload.class': env['CI_JOB_NAME'],
    'workload.initiator': env['GITLAB_USER_LOGIN'],
  }
}
