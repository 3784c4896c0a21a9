import { isatty } from 'node:tty'
import pc from 'picocolors'

const STDOUT = 1

/** Colours, on terminals alone: the library takes a CI for one. */
export const colours = pc.createColors(isatty(STDOUT) && process.env['NO_COLOR'] === undefined)
