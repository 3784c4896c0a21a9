import { DataType, load, open } from 'ffi-rs'

let isOpen = false

/** Calls a function of the C library (glibc) with numbers, addresses among them, and buffers; what it returns is a number. */
export function libc(funcName: string, ...values: readonly (number | Buffer)[]): number {
  if (!isOpen) open({ library: 'libc', path: 'libc.so.6' })
  isOpen = true
  const paramsType = values.map((value) => (typeof value === 'number' ? DataType.I64 : DataType.U8Array))
  return load({ library: 'libc', funcName, retType: DataType.I64, paramsType, paramsValue: [...values] })
}

const PRCTL_NO_NEW_PRIVS = 38
const PRCTL_PARENT_DEATH_SIGNAL = 1
const SIGKILL = 9

/** This thread, and whatever it starts, can gain no privileges: without that it may not give up any. Says whether the kernel can. */
export function gainNoPrivileges(): boolean {
  return libc('prctl', PRCTL_NO_NEW_PRIVS, 1, 0, 0, 0) === 0
}

/** This process is killed with the one that started it (Linux), whatever it is at. */
export function dieWithParent(): void {
  if (process.platform === 'linux') libc('prctl', PRCTL_PARENT_DEATH_SIGNAL, SIGKILL, 0, 0, 0)
}
