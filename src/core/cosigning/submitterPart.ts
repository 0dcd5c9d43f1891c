import type { ClosingContext } from '../closing/context'
import type { SubmitterPart } from '../closing/cosigning'
import type { Draft } from '../closing/policy/attempts'
import type { ClosingPlan } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import type { Access, PlanBasis } from '../protocols/protocol'
import type { Hex } from '../types'
import type { NodeCosigning } from './nodeCosigning'
import { kindOfPlan, textOfPlan } from './proposalOfPlan'
import { checkOwnKey } from './readFacts'
import { checkReachable, quorumOf, reaches, weightOf } from './quorum'
import { boxOfSession, newBoxSalt } from './replyBox'
import { checkHeldAssets } from './review/checkAmounts'
import { checkSessionData } from './review/checkSessionData'
import type { CloseProposal, ProposalStamp } from './types'

/** The attempt is sent at the latest this long before the node would refuse it for its age, in milliseconds. */
const LEAST_TO_SEND = 2_000

/**
 * Makes the proposal of a session that this client submits.
 * @param signWithin for how long signatures are collected, in milliseconds. A longer time than the node accepts makes the
 * timestamp later than now
 */
export function submitterPart({ protocol, timers }: Pick<ClosingContext, 'protocol' | 'timers'>, node: NodeCosigning, signWithin: number): SubmitterPart {
  return {
    role: 'submitter',
    spelling: node.rules.spelling,
    check: ({ session, node: { assets } }: PlanBasis, { login: { wallet } }: Access) => {
      if (session.status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId: session.id })
      const quorum = quorumOf(session, node.rules.spelling)
      checkReachable(session, quorum)
      if (reaches(quorum, weightOf(quorum, [wallet]))) {
        throw new NitroliteError('OPTIONS_INVALID', { option: 'sessionId', reason: 'The wallet can close this session without others: use close().' })
      }
      // The others would refuse to sign, so nobody is asked.
      checkHeldAssets(session, assets.map(({ symbol }) => symbol))
    },
    async stamp(access, plan) {
      checkOwnData(plan, node)
      // The submitter signs last. With a key that has ended, the signatures of the others would be given in vain.
      await checkOwnKey(protocol, access)
      const boxSalt = newBoxSalt()
      const { publicKey: box } = await boxOfSession(protocol, access, plan.session, boxSalt)
      return draftOf({ timers }, node, access, plan, { signWithin, box, boxSalt, origin: null })
    },
  }
}

/** The others would refuse such data, so nobody is asked. @throws `PROPOSAL_DATA_SUSPICIOUS`, `PROPOSAL_DATA_TOO_LONG` */
export function checkOwnData({ sessionData }: ClosingPlan, { rules }: NodeCosigning): void {
  if (sessionData !== null) checkSessionData(sessionData, rules.sessionDataLimit)
}

/** How a draft is made: for how long signatures are collected, in milliseconds, and how replies are encrypted. */
interface DraftDetails extends Pick<CloseProposal, 'box' | 'origin'> {
  readonly signWithin: number
  readonly boxSalt: Hex
}

/** The bytes that everybody signs, with nobody's signature yet. */
export function draftOf(
  { timers }: Pick<ClosingContext, 'timers'>, node: NodeCosigning, { connection }: Access, plan: ClosingPlan,
  { signWithin, box, boxSalt, origin }: DraftDetails,
): Draft {
  const { session, allocations, sessionData } = plan
  const end = connection.newStamp() + signWithin
  const stamp: ProposalStamp = node.window === null
    ? { by: 'version', version: session.version + 1 }
    : { by: 'time', requestId: connection.newRequestId(), ts: end - node.window }
  const proposals = node.proposalsOf({ session, kind: kindOfPlan(plan), allocations, sessionData, stamp }, connection)
  return {
    proposals, signatures: [], connection: '', isKept: false, refused: [],
    sendUntil: timers.elapsed() + (end - LEAST_TO_SEND - connection.now()),
    shared: { text: textOfPlan(plan, { box, stamp, origin }), boxSalt },
  }
}
