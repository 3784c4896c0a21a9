import { issues, uses } from './jwt.ts'
import { observed, observeExport, type Exports, type Observer } from './observe.ts'

type Callback = (error: unknown, result: unknown) => void

/** Who is called back is told like whoever waits: its last argument is a function. */
function orCalledBack(observer: Observer): Observer {
  return (args, self) => {
    const tell = observer(args, self)
    const at = args.length - 1
    const back = args[at]
    if (tell === undefined || typeof back !== 'function') return tell
    const mutable = args as unknown[]
    mutable[at] = observed(back as Callback, ([error, result]) => {
      tell(error === null || error === undefined ? { result } : { error })
      return undefined
    })
    return undefined
  }
}

/** `sign` issues, `verify` is a use: of the one who presents it, at the one who verifies. */
export const jsonwebtoken = {
  name: 'jsonwebtoken',
  versions: ['>=8.0.0 <10'],
  patch: (library: Exports) =>
    observeExport(observeExport(library, 'sign', orCalledBack(issues)), 'verify', orCalledBack(uses((given) => given))),
}
