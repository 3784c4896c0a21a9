import { readFile } from 'node:fs/promises'

/** Of `/proc/<pid>/stat` behind the name, which may hold anything: the state, and when the process began, in ticks since the boot. */
const STATE = 0
const BEGAN = 19

/** When a process began, to tell it from a later one of its number; empty where the system does not say. */
export async function startOf(pid: number): Promise<string> {
  return (await readStat(pid))[BEGAN] ?? ''
}

/**
 * Whether a process runs, and (`began`) is the one of its number that is meant. One that has ended but that nobody waited for (a zombie,
 * as in containers without an init) does not.
 */
export async function isAlive(pid: number, began = ''): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const stat = await readStat(pid)
  if (stat[STATE] === 'Z') return false
  return began === '' || stat[BEGAN] === undefined || stat[BEGAN] === began
}

async function readStat(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
