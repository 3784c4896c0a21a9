/** A part of a source that could not be read: received and rejected. */
export interface FileFault {
  /** One of few, and holds nothing of the content: it is counted by. */
  readonly reason: string
  /** Where, and of what kind; nothing of the content either. */
  readonly detail: string
}

export const REASONS = {
  unreadable: 'cannot be read',
  unknown: 'unknown format: no JSON record in it',
  line: 'a line that is no whole JSON value',
  json: 'a record that is not JSON',
  junk: 'bytes between records that are not JSON',
  cut: 'cut off: the file ends inside a record',
  open: 'cut off: the file ends inside a list of records',
  large: 'a record that is too large',
  gzipCut: 'cut off: the file ends inside gzip data',
  gzipDamaged: 'damaged gzip data',
  gzipAfter: 'bytes after the last gzip member',
} as const

/** The fault of a system call, by its code: messages would repeat the path. */
export function unreadable(error: unknown): FileFault {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error'
  return { reason: REASONS.unreadable, detail: MEANINGS[code] ?? code }
}

const MEANINGS: { readonly [code: string]: string } = {
  EACCES: 'permission denied (EACCES)',
  EPERM: 'permission denied (EPERM)',
  ENOENT: 'no such file or directory, or a link to none (ENOENT)',
  ELOOP: 'a link to itself (ELOOP)',
  EIO: 'the disk failed to read it (EIO)',
}
