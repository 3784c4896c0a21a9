import { isatty } from 'node:tty'
import pc from 'picocolors'

const STDOUT = 1
const STDERR = 2

/** Colours on terminals alone: the library takes a CI for one. */
const coloursOf = (output: number) => pc.createColors(isatty(output) && process.env['NO_COLOR'] === undefined)

/** Colours of answers. */
export const colours = coloursOf(STDOUT)

/** Colours of what stands beside an answer, on standard error. */
export const asides = coloursOf(STDERR)
