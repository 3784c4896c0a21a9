import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'

/** A process that listens. */
export interface PortOwner {
  readonly pid: number
  readonly name: string
}

const LISTENS = '0A'

/** Which process listens on a port; null where it is another user's, or no Linux tells. */
export async function portOwner(port: number): Promise<PortOwner | null> {
  const sockets = await socketsOn(port)
  if (sockets.size === 0) return null
  for (const pid of (await names('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (!(await holds(pid, sockets))) continue
    const program = await readlink(`/proc/${pid}/exe`).catch(() => 'unknown')
    return { pid: Number(pid), name: basename(program) }
  }
  return null
}

/** Links of the sockets that listen on a port, as they stand in `/proc/<pid>/fd`. */
async function socketsOn(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8').catch(() => '')),
  )
  const ends = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = tables.flatMap((table) => table.split('\n')).map((line) => line.trim().split(/\s+/))
  const listening = rows.filter(([, local, , state]) => local?.endsWith(ends) && state === LISTENS)
  return new Set(listening.map((row) => `socket:[${row[9]}]`))
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const links = await Promise.all((await names(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')))
  return links.some((link) => sockets.has(link))
}

const names = (folder: string) => readdir(folder).catch((): string[] => [])
