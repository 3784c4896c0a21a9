import { execFile } from 'node:child_process'
import { cp, mkdtemp, rename } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fileOf } from './compose.ts'
import { readStages, type Stage } from './dockerfile.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WORKDIR = '/lifespan'
const run = promisify(execFile)

/** A line of `.dockerignore`: `*` is anything but a slash, `**` any folders. */
function patternOf(line: string) {
  const text = line.replace(/^!/, '').replaceAll('.', '\\.').replaceAll('**/', '§').replaceAll('*', '[^/]*')
  return { isWanted: line.startsWith('!'), pattern: new RegExp(`^${text.replaceAll('§', '(.*/)?')}(/|$)`) }
}

const PATTERNS = fileOf('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map(patternOf)

/** Whether Docker would be sent a path: the last line that matches it, or a folder that it is in, says so. */
export function isSent(path: string): boolean {
  return PATTERNS.findLast(({ pattern }) => pattern.test(path))?.isWanted ?? true
}

/** Puts into a new directory below `parent` what a stage has in its working directory. Of its commands only npm's are run. */
export async function layOut(name: string, parent: string): Promise<string> {
  const directory = await mkdtemp(join(parent, `${name}-`))
  const { copies, runs } = readStages().get(name)!
  for (const copy of copies) await bring(copy, directory, parent)
  for (const command of runs) if (command.startsWith('npm ')) await run('sh', ['-c', command], { cwd: directory })
  return directory
}

async function bring({ from, sources, target }: Stage['copies'][number], directory: string, parent: string) {
  const other = from === null ? null : await layOut(from, parent)
  for (const source of sources) {
    const into = join(directory, target, target.endsWith('/') ? basename(source) : '')
    if (other !== null) await rename(join(other, relative(WORKDIR, source)), into)
    else await cp(join(ROOT, source), into, { recursive: true, filter: (path) => isSent(relative(ROOT, path)) })
  }
}
