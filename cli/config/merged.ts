import type { Path, Where } from '../../collector/yaml/problems.ts'
import { readAs, type Read } from '../../collector/yaml/read.ts'
import { Config } from '../../schemas/config.ts'
import { defaults, type Layer } from './layers.ts'
import { at, over, type Said } from './said.ts'

/** All layers as one. */
export interface Merged {
  readonly said: Said
  /** Whose word holds at a path. */
  speaker(path: Path): Layer
  readonly read: Read<Config>
}

/** Puts layers on one another, the last on top, and reads what comes out. */
export function merge(layers: readonly Layer[]): Merged {
  const all = [defaults, ...layers]
  const said = all.reduce<Said>((below, layer) => over(withoutPeople(below, layer), layer.said), {})
  const topmost = all.toReversed()
  const where: Where = (path, of) =>
    topmost.map((layer) => layer.where(path, of)).find((place) => place !== null) ?? null
  const speaker = (path: Path) => topmost.find((layer) => at(layer.said, path) !== undefined) ?? defaults
  return {
    said,
    speaker,
    read: readAs(
      Config,
      said,
      where,
      all.flatMap(({ problems }) => problems),
    ),
  }
}

/** Whoever names another owners file means the people in that one too. */
function withoutPeople({ people, ...others }: Said, above: Layer): Said {
  return people === undefined || above.said['owners'] !== undefined ? others : { ...others, people }
}
