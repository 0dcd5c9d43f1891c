import type { ClosingContext } from '../closing/context'
import type { RunningClosing } from '../closing/runningClosing'
import type { ClosingPlan } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { Address } from '../types'
import type { NotedDecline } from './api'
import { tellAll } from './listeners'
import type { AskedProposal } from './joinedProposal'
import type { SubmitterRoom } from './room/submitterRoom'
import type { Decline } from './types'

/** What is shown beside a closing. It decides nothing about sending, so it is not in the journal. */
export interface Sideline {
  readonly declines: NotedDecline[]
  /** Listeners for changes of approvals, signatures or declines. */
  readonly listeners: Set<(change: null) => void>
  room: SubmitterRoom | null
  /** What the app has asked for on this page; null for a closing from the journal. */
  asked: AskedProposal | null
}

/** What is shown beside the closings that a client submits. */
export class Sidelines {
  readonly #byClosing = new Map<string, Sideline>()

  /** Forgotten when the closing ends. */
  of(closing: RunningClosing): Sideline {
    const { id } = closing
    const known = this.#byClosing.get(id)
    if (known) return known
    const sideline: Sideline = { declines: [], listeners: new Set(), room: null, asked: null }
    this.#byClosing.set(id, sideline)
    const forget = (): void => { this.#byClosing.delete(id) }
    closing.then(forget, forget)
    return sideline
  }

  /** Tells the app that something beside the closing has changed. */
  tell(closing: RunningClosing, { report }: Pick<ClosingContext, 'report'>): void {
    tellAll(this.of(closing).listeners, null, 'proposal', (error) => { report(error) })
  }

  /** Notes a decline. A participant who declines again replaces the earlier answer. @throws `PROPOSAL_MALFORMED` */
  noteDecline(closing: RunningClosing, { session }: ClosingPlan, { participant: index, reason, note }: Decline): void {
    const participant = addressesOf(session)[index]
    if (participant === undefined) throw new NitroliteError('PROPOSAL_MALFORMED')
    const { declines } = this.of(closing)
    const earlier = declines.findIndex(decline => decline.participant === participant)
    declines.splice(earlier === -1 ? declines.length : earlier, 1, { participant, reason, note })
  }

  /** A participant who signs after all no longer declines, even if the node refuses that signature later. */
  forgetDecline(closing: RunningClosing, participant: Address): void {
    const { declines } = this.of(closing)
    const at = declines.findIndex(decline => decline.participant === participant)
    if (at !== -1) declines.splice(at, 1)
  }
}
