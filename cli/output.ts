import { asides } from './colours.ts'

const CUT_SHORT = 1

/** Ends quietly when whoever reads our output has read enough (`lifespan findings | head`), with a word where it can't be written. */
export function endWithReader(): void {
  const met: { error?: NodeJS.ErrnoException } = {}
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    met.error = error
    process.exit(error.code === 'EPIPE' ? 0 : CUT_SHORT)
  })
  process.on('exit', () => {
    // What ends by itself at once, such as help, has not heard of the error yet.
    const error: NodeJS.ErrnoException | null = met.error ?? process.stdout.errored
    if (error !== null && error.code !== 'EPIPE') cutShort(error)
  })
  // What stands beside an answer may be lost, the answer not.
  process.stderr.on('error', () => undefined)
}

function cutShort({ message }: Error): void {
  const what = `standard output cannot be written (${message.replace(/, write$/, '')})`
  complain(`${what}: the answer is not whole. Make room there, or send it elsewhere, and ask again`)
  process.exitCode = CUT_SHORT
}

/** One line on standard output. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** One line on standard error: what is not the answer. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** The same for what matters little: where an answer comes from. */
export function aside(line: string): void {
  note(asides.dim(line))
}

let speaker = 'lifespan'

/** Names the command that {@link complain} speaks for. */
export function speakFor(command: string): void {
  speaker = `lifespan ${command}`
}

/** What went wrong, on standard error, behind the name of the command: `lifespan findings: …`. */
export function complain(message: string): void {
  note(`${speaker}: ${message}`)
}
