import { asides } from './colours.ts'

/** Ends quietly when whoever reads our output has read enough (`lifespan findings | head`). */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  // Whoever does not read what stands beside an answer may read the answer.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
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
