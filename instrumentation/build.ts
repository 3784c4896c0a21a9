/**
 * Makes what the package consists of: `node build.ts`; `npm pack` calls it. It is CommonJS, which `import` takes as well as `require`: so a
 * process has one copy, whichever way it came.
 */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const tsc = (...args: readonly string[]) =>
  execFileSync('tsc', ['-p', here('tsconfig.json'), ...args], { stdio: ['ignore', 'inherit', 'inherit'] })

rmSync(here('dist'), { recursive: true, force: true })
// Comments are for whoever writes against the types.
tsc('--removeComments', '--declaration', 'false')
tsc('--emitDeclarationOnly')
writeFileSync(here('dist/package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`)
