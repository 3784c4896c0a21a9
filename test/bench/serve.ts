import type { Stored, Told } from './served.ts'

/** Tells the bench what happens: it has started this process. */
export const tell = (told: Told): void => void process.send!(told)

/** Answers the bench until it says stop. */
export function serve(url: string, settle: () => Promise<Stored>, stop: () => Promise<void>, grpc = ''): void {
  process.on('message', (asked) => {
    if (asked === 'settle') void settle().then((stored) => tell({ stored }))
    else void stop().then(() => process.exit(0))
  })
  tell({ ready: url, grpc })
}
