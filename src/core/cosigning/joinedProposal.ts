import { copyRequest, fingerprintOf, fingerprintOfPlan, parseSessionId } from '../closing/request'
import type { RunningClosing } from '../closing/runningClosing'
import { isFinal } from '../closing/states'
import { isSameAddress } from '../sessions/participants'
import type { Address } from '../types'
import type { ProposeRequest } from './options'

/** What a proposal asks for, as far as two of them can be the same. Until when others can sign is fixed by the first one. */
export interface AskedProposal {
  /** Equal for requests that ask for the same. */
  readonly fingerprint: string
  /** The participants approve it in a room before anybody signs. */
  readonly isInRoom: boolean
}

/** @throws `OPTIONS_INVALID` */
export const askedBy = (request: ProposeRequest): AskedProposal =>
  ({ fingerprint: fingerprintOf(copyRequest(request)), isInRoom: request.transport !== undefined })

/**
 * What a closing of this wallet asks for. Null if others submit it, or it needs no others.
 * @param asked what the app has asked for on this page, for a closing that is not planned yet
 */
function askedOf({ plan }: RunningClosing, wallet: Address | null, asked: AskedProposal | null): AskedProposal | null {
  if (!plan) return asked
  const { together } = plan
  if (together?.role !== 'submitter' || wallet === null || !isSameAddress(plan.wallet, wallet)) return null
  return { fingerprint: fingerprintOfPlan(plan), isInRoom: together.rounds !== undefined }
}

/**
 * The proposal under way that asks for the same. A page that was loaded again may propose while the earlier page has sent the
 * signatures already: the node must not receive another request.
 * @param wallet the wallet that proposes; null while none is logged in
 * @param askedFor what the app has asked for on this page, for each closing
 * @throws `SESSION_ID_INVALID`, `OPTIONS_INVALID`
 */
export function sameProposal(
  request: ProposeRequest, running: readonly RunningClosing[], wallet: Address | null, askedFor: (closing: RunningClosing) => AskedProposal | null,
): RunningClosing | undefined {
  const sessionId = parseSessionId(request.sessionId)
  const wanted = askedBy(request)
  return running.find((closing) => {
    if (closing.sessionId !== sessionId || isFinal(closing.state)) return false
    const asked = askedOf(closing, wallet, askedFor(closing))
    return asked !== null && asked.fingerprint === wanted.fingerprint && asked.isInRoom === wanted.isInRoom
  })
}
