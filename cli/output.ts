/** Ends quietly when whoever reads our output has read enough (`lifespan findings | head`). */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
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
