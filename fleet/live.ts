import { outlivedJob } from './stories/outliving.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { ordinary, rotation } from './repertoire.ts'
import type { Piece } from './repertoire.ts'
import { haste, minute, second } from './story.ts'
import type { Story } from './story.ts'

/** A story of the live part, and when it must be told: none of its workloads begins before. */
export interface Cue {
  readonly at: number
  readonly story: Story
}

/**
 * The live part's stories, by their cue, without end; a pure function of its arguments.
 * The misdeeds are well under way at the start, so that the first pod has been gone for 50 seconds, and its token is found within the next fifteen.
 */
export function* liveStories(seed: number, start: number, rate: number): Generator<Cue, never> {
  const random = createRandom(`${seed}/${start}/live`)
  const job = { tell: outlivedJob, before: 14 * minute, after: 0 }
  yield cue(job, random.fork('job'), start - Math.round(job.before / haste) - 290 * second)
  const lanes = [
    lane(rotation, random.fork('rotation'), start - rotationLead, (10 * second) / rate),
    ...ordinary.flatMap((each) =>
      each.every === null ? [] : [lane([each], random.fork(each.tell.name), start, (each.every * second) / rate)],
    ),
  ]
  for (;;) {
    const next = lanes.reduce((first, each) => (each.at < first.at ? each : first))
    yield next.tell()
  }
}

/** How long before the start the first misdeed has its cue: a pod's whole life, and 50 of its 60 seconds of grace. */
const rotationLead = (21 * minute) / haste + 50 * second

/** The same pieces in turn, at a steady beat. */
function lane(pieces: readonly Piece[], random: Random, start: number, beat: number) {
  let turn = 0
  return {
    get at() {
      return start + turn * beat
    },
    tell(): Cue {
      const piece = pieces[turn % pieces.length]
      if (piece === undefined) throw new RangeError('a lane needs a piece')
      const told = cue(piece, random.fork(String(turn)), Math.round(this.at))
      turn++
      return told
    },
  }
}

function cue({ tell, before }: Piece, random: Random, at: number): Cue {
  return { at, story: tell({ random, anchor: at + Math.round(before / haste), live: true }) }
}
