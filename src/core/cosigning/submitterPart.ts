import type { ClosingContext } from '../closing/context'
import type { SubmitterPart } from '../closing/cosigning'
import type { Draft } from '../closing/policy/attempts'
import type { ClosingPlan } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import type { Access, PlanBasis } from '../protocols/protocol'
import { addressesOf } from '../sessions/allocations'
import { proposalText } from './codec/proposalCodec'
import { nodeTagOf } from './meaning'
import type { NodeCosigning } from './nodeCosigning'
import { toPortable } from './portable'
import { quorumOf, reaches, totalWeight, weightOf } from './quorum'
import { boxFor, newBoxSalt } from './replyBox'
import { fundedAssets } from './review/checkAmounts'
import { checkSessionData } from './review/checkSessionData'
import { rowsOf } from './rows'
import type { CloseProposal, ProposalKind, ProposalStamp } from './types'

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
    check: ({ session }: PlanBasis, { login: { wallet } }: Access) => {
      if (session.status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId: session.id })
      const quorum = quorumOf(session, node.rules.spelling)
      const have = totalWeight(quorum)
      if (!reaches(quorum, have)) throw new NitroliteError('QUORUM_UNREACHABLE', { have: Number(have), need: session.quorum })
      if (reaches(quorum, weightOf(quorum, [wallet]))) {
        throw new NitroliteError('OPTIONS_INVALID', { option: 'sessionId', reason: 'The wallet can close this session without others: use close().' })
      }
    },
    async stamp(access: Access, plan: ClosingPlan): Promise<Draft> {
      const { connection } = access
      const { session, allocations, sessionData, submissions } = plan
      // The others would refuse such data, so nobody is asked.
      if (sessionData !== null) checkSessionData(sessionData, node.rules.sessionDataLimit)
      const boxSalt = newBoxSalt()
      const box = await boxFor({ signDigest: digest => protocol.signSecret(access, session, digest) }, boxSalt)
      const end = connection.newStamp() + signWithin
      const stamp: ProposalStamp = node.window === null
        ? { by: 'version', version: session.version + 1 }
        : { by: 'time', requestId: connection.newRequestId(), ts: end - node.window }
      const kind = submissions.length > 1 ? 'operate and close' : 'close'
      const proposals = node.proposalsOf({ session, kind, allocations, sessionData, stamp }, connection)
      const text = shareableText(plan, kind, stamp, box.publicKey)
      return {
        proposals, signatures: [], connection: '', isKept: false,
        sendUntil: timers.elapsed() + (end - LEAST_TO_SEND - connection.now()),
        shared: { text, boxSalt },
      }
    },
  }
}

function shareableText(
  { session, allocations, sessionData, wallet, broker }: ClosingPlan, kind: ProposalKind, stamp: ProposalStamp, box: CloseProposal['box'],
): string {
  const participants = addressesOf(session)
  const assets = fundedAssets(session).map(({ symbol, scale }) => ({ symbol, scale }))
  return proposalText(toPortable({
    version: 1, kind, nodeTag: nodeTagOf(broker), sessionId: session.id, submitter: wallet,
    assets, rows: rowsOf(allocations, participants, assets), sessionData, box, stamp, origin: null,
  }, participants))
}
