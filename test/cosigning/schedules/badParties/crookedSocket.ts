import type { EmbeddedWebSocketConstructor, VirtualTime } from '../../../../src/testing'
import type { Dice } from '../../../faults/groups/dice'
import type { ScheduleNode } from '../nodes/scheduleNode'
import type { BadPartyKind } from './badParty'

const CROOKED = ['sends twice', 'sends late', 'sends again', 'never sends'] as const satisfies readonly BadPartyKind[]
type CrookedSending = typeof CROOKED[number]

/** How long before the end of the window a late submitter sends, in milliseconds. */
const LAST_MOMENT = 300
/** How late it sends where nothing ends by age, in milliseconds. Keys that sign for one proposal live for up to 15 minutes. */
const LATEST = 20 * 60_000
/** How often a request is sent again, and for how long after the first time at most, in milliseconds. */
const AGAIN = { times: 6, clearnode: 100_000, nitronode: LATEST }

/** What a submitter needs for sending requests in another way than its client does. */
export interface CrookedSocketParts {
  readonly side: Pick<ScheduleNode, 'WebSocket' | 'direct'>
  readonly time: VirtualTime
  readonly dice: Dice
}

export const isCrooked = (kind: BadPartyKind | null): kind is CrookedSending => CROOKED.some(crooked => crooked === kind)

/** The WebSocket class of a submitter that does not send its requests as the library does. */
export function createCrookedSocket(kind: CrookedSending, { side: { WebSocket, direct }, time, dice }: CrookedSocketParts): EmbeddedWebSocketConstructor {
  const sendAfter = (ms: number, frame: string): void => { time.after(ms, () => { direct.send(frame) }) }

  class CrookedSocket extends WebSocket {
    override send(frame: string): void {
      if (!direct.isSubmission(frame)) return super.send(frame)
      const timeLeft = direct.timeLeft(frame)
      if (kind === 'never sends') return
      if (kind === 'sends late') return sendAfter(timeLeft === null ? dice.wait(LATEST) : timeLeft - LAST_MOMENT, frame)
      super.send(frame)
      if (kind === 'sends twice') return direct.send(frame)
      const longest = timeLeft === null ? AGAIN.nitronode : AGAIN.clearnode
      for (let count = 0; count < AGAIN.times; count++) sendAfter(dice.wait(longest), frame)
    }
  }
  return CrookedSocket as EmbeddedWebSocketConstructor
}
