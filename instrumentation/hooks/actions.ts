import { fromJwt } from '../jwt.ts'
import { handedOut } from './handed-out.ts'
import { observeExport, type Hook } from './observe.ts'

/** `getIDToken(audience)`: who a workflow's run is, as GitHub says it. */
export const actions: Hook = {
  name: '@actions/core',
  versions: ['>=1.6.0 <4'],
  patch: (exports) =>
    observeExport(exports, 'getIDToken', () => (outcome) => {
      if ('result' in outcome && typeof outcome.result === 'string')
        handedOut(fromJwt(outcome.result, { kind: 'id_token' }))
    }),
}
