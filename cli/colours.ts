import { isatty } from 'node:tty'
import pc from 'picocolors'

const STDOUT = 1
const STDERR = 2

/** Whether an output shows more than text: a terminal that does not say of itself that it can't. */
export function isSmart(isTerminal: boolean, { TERM }: NodeJS.ProcessEnv = process.env): boolean {
  return isTerminal && TERM !== 'dumb'
}

/** Colours on terminals alone, where nobody wants none: the library takes a CI for one. */
export function hasColours(isTerminal: boolean, environment: NodeJS.ProcessEnv = process.env): boolean {
  return isSmart(isTerminal, environment) && environment['NO_COLOR'] === undefined
}

const coloursOf = (output: number) => pc.createColors(hasColours(isatty(output)))

/** Colours of answers. */
export const colours = coloursOf(STDOUT)

/** Colours of what stands beside an answer, on standard error. */
export const asides = coloursOf(STDERR)
