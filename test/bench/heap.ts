import { filledEngine } from './filled.ts'
import { countReachable, type Reached } from './heap-snapshot.ts'

/** What a heap snapshot finds of the engine. */
export interface HeapFigures extends Reached {
  readonly live: number
  readonly count: number
}

const live = Number(process.argv[2])
const engine = filledEngine(live, live / 5)
const { objects, behind } = await countReachable('Engine')
const count = Object.values(objects).reduce((sum, one) => sum + one, 0)
console.log(JSON.stringify({ live: engine.state.credential.count, count, behind, objects }))
