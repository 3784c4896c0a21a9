import { fourHops, narrowedToken, settledAgent, threeHops } from './stories/agents.ts'
import * as outliving from './stories/outliving.ts'
import * as ownership from './stories/ownership.ts'
import { machineInGrace, refusedAfterwards, settledPod, standingPod, vaultedPod } from './stories/pods.ts'
import { exchangedForLonger, revokedInVain, revokedTogether, survivingChild } from './stories/revoking.ts'
import { traffic } from './stories/traffic.ts'
import { haste, minute, second } from './story.ts'
import type { Teller } from './story.ts'

/** A story that the fleet can play, and the room that it needs around its anchor. */
export interface Piece {
  readonly tell: Teller
  readonly before: number
  readonly after: number
}

const piece = (tell: Teller, before: number, after: number): Piece => ({ tell, before, after })
/** Around a workload's end. */
const ending = (tell: Teller): Piece => piece(tell, 21 * minute, 25 * minute)
/** Around an issuance; facts about owners reach back days and need no room. */
const issuing = (tell: Teller): Piece => piece(tell, 30 * second, 25 * minute)
/** Around a revocation, or the end of a parent: half a minute before it, in real time too. */
const revoking = (tell: Teller): Piece => piece(tell, haste * 30 * second, 25 * minute)

/** What the history holds of each misdeed, however long it is. */
export const misdeeds: readonly (Piece & { readonly times: number })[] = [
  { ...ending(outliving.outlivedPod), times: 5 },
  { ...ending(outliving.outlivedJob), times: 4 },
  { ...ending(outliving.outlivedInvocation), times: 3 },
  { ...ending(outliving.failedRevocation), times: 2 },
  { ...ending(outliving.lateRevocation), times: 2 },
  { ...ending(outliving.leftBehindKey), times: 1 },
  { ...ending(outliving.stolenToken), times: 3 },
  { ...ending(outliving.deniedToken), times: 2 },
  { ...ending(outliving.clusterToken), times: 2 },
  { ...revoking(revokedInVain), times: 3 },
  { ...revoking(exchangedForLonger), times: 2 },
  { ...revoking(survivingChild), times: 3 },
  { ...issuing(threeHops), times: 3 },
  { ...issuing(fourHops), times: 2 },
  { ...issuing(ownership.orphanedToken), times: 3 },
  { ...issuing(ownership.endedAssignment), times: 1 },
  { ...issuing(ownership.orphanedKey), times: 2 },
  { ...issuing(ownership.adoptedKey), times: 1 },
  { ...issuing(ownership.nobodysIdentity), times: 3 },
  { ...issuing(ownership.lateOwner), times: 2 },
]

/** What looks like a misdeed and is none: so often in the history. No teller stands in two lists, for its name seeds its chance. */
export const innocents: readonly (Piece & { readonly times: number })[] = [
  { ...ending(refusedAfterwards), times: 4 },
  { ...ending(machineInGrace), times: 3 },
  { ...revoking(revokedTogether), times: 2 },
  { ...issuing(narrowedToken), times: 3 },
  { ...issuing(ownership.handedOver), times: 2 },
  { ...issuing(ownership.shortLeave), times: 2 },
  { ...issuing(ownership.platformIdentity), times: 2 },
  { ...issuing(ownership.refusedIssuance), times: 2 },
]

/** The ordinary day: so often an hour in the history, and each so many seconds in real time. */
export const ordinary: readonly (Piece & { readonly hourly: number; readonly every: number | null })[] = [
  { ...piece(settledPod, 21 * minute, 30 * second), hourly: 24, every: 12 },
  { ...piece(outliving.settledJob, 15 * minute, second), hourly: 10, every: 40 },
  { ...piece(outliving.settledInvocation, 150 * second, second), hourly: 60, every: 5 },
  { ...piece(settledAgent, 30 * second, 12 * second), hourly: 8, every: 30 },
  { ...piece(vaultedPod, 19 * minute, second), hourly: 3, every: 60 },
  { ...piece(standingPod, 46 * minute, second), hourly: 3, every: null },
  { ...piece(traffic, 0, 2 * second), hourly: 120, every: 2 },
]

/** The misdeeds of the live part, in turn: each rule's comes round twice. */
export const rotation: readonly Piece[] = [
  ending(outliving.outlivedPod),
  issuing(threeHops),
  ending(outliving.stolenToken),
  revoking(revokedInVain),
  issuing(ownership.orphanedToken),
  revoking(survivingChild),
  issuing(ownership.nobodysIdentity),
  revoking(exchangedForLonger),
  ending(outliving.failedRevocation),
  issuing(fourHops),
  ending(outliving.clusterToken),
  revoking(revokedInVain),
  issuing(ownership.orphanedKey),
  revoking(survivingChild),
  issuing(ownership.lateOwner),
  revoking(exchangedForLonger),
  ending(outliving.outlivedJob),
  ending(outliving.deniedToken),
]
