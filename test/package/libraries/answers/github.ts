import type { Answerer } from '../server.ts'
import { jwtOf } from './jwt.ts'

/** GitHub's API, and what a workflow's run asks for its ID token. */
export const github: Answerer = ({ path }) => {
  if (path.startsWith('/github/idtoken'))
    return {
      body: {
        value: jwtOf({
          iss: 'https://token.actions.githubusercontent.com',
          sub: 'repo:o/r:ref:main',
          jti: 'actions-id',
        }),
      },
    }
  const [, installation] = /^\/github\/app\/installations\/(\d+)\/access_tokens$/.exec(path) ?? []
  if (installation !== undefined)
    return {
      status: 201,
      body: {
        token: `ghs_${installation.padStart(36, '0')}`,
        expires_at: '2100-01-01T00:00:00Z',
        permissions: { contents: 'read', issues: 'write' },
        repository_selection: 'all',
      },
    }
  return path === '/github/repos/o/r' ? { body: { id: 1 } } : null
}
