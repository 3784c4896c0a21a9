import { fileOf } from './compose.ts'

/** One stage of the Dockerfile, what it takes over from the one before it included. */
export interface Stage {
  readonly name: string
  readonly base: string
  readonly copies: readonly {
    readonly from: string | null
    readonly sources: readonly string[]
    readonly target: string
  }[]
  readonly runs: readonly string[]
  readonly user: string
  readonly ports: readonly number[]
  readonly entrypoint: readonly string[]
}

/** The stages by name. Ours has one instruction a line. */
export function readStages(): ReadonlyMap<string, Stage> {
  const stages = new Map<string, Stage>()
  let stage: Stage | undefined
  for (const line of fileOf('Dockerfile').split('\n')) {
    const [, word, rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (word === undefined) continue
    stage = word === 'FROM' ? begun(rest, stages) : { ...stage!, ...said(word, rest, stage!) }
    stages.set(stage.name, stage)
  }
  return stages
}

function begun(rest: string, stages: ReadonlyMap<string, Stage>): Stage {
  const [, base = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? []
  const blank: Stage = { name, base, copies: [], runs: [], user: 'root', ports: [], entrypoint: [] }
  return { ...blank, ...stages.get(base), name, base }
}

function said(word: string, rest: string, { copies, runs }: Stage): Partial<Stage> {
  switch (word) {
    case 'COPY':
      return { copies: [...copies, copied(rest)] }
    case 'RUN':
      return { runs: [...runs, rest.replace(/^--mount=\S+ /, '')] }
    case 'USER':
      return { user: rest }
    case 'EXPOSE':
      return { ports: rest.split(' ').map(Number) }
    case 'ENTRYPOINT':
      return { entrypoint: JSON.parse(rest) as string[] }
    default:
      return {}
  }
}

function copied(rest: string) {
  const [, from, names = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? []
  const all = names.split(' ')
  return { from: from ?? null, sources: all.slice(0, -1), target: all.at(-1)! }
}
