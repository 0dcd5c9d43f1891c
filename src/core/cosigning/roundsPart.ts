import type { ClosingContext } from '../closing/context'
import type { SubmitterPart } from '../closing/cosigning'
import type { Draft, SharedDraft } from '../closing/policy/attempts'
import type { ClosingPlan } from '../closing/types'
import type { Timers } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { Access, Protocol } from '../protocols/protocol'
import type { Hex } from '../types'
import { readProposalText } from './codec/proposalCodec'
import type { NodeCosigning } from './nodeCosigning'
import { originDigestOf } from './statements'
import { roundTimeOf } from './options'
import { proposalOfPlan, textOfPlan } from './proposalOfPlan'
import { checkOwnKey, readFacts } from './readFacts'
import { boxOfSession, newBoxSalt } from './replyBox'
import { isSameReading, readingOf } from './review/reading'
import { checkOwnData, draftOf, submitterPart } from './submitterPart'
import type { ProposalOrigin } from './types'

/** The participants of a round can still sign. After a round, its draft stays until the next one. */
export const isRoundOn = ({ sendUntil }: Pick<Draft, 'sendUntil'>, timers: Pick<Timers, 'elapsed'>): boolean => timers.elapsed() < sendUntil

/** What a submitter says in the room of its proposal. */
export interface RoomSpeech {
  /** Asks for signatures. Called when the journal holds the bytes of a round: only then may others sign them. */
  ask(draft: SharedDraft): void
  /** Says that the proposal is given up. @returns once the transport has the message. It never rejects */
  sayGivenUp(): Promise<void>
}

/** Makes the proposal of a session whose participants approve before they sign, and new bytes for each round of signatures. */
export function roundsPart(context: Pick<ClosingContext, 'timers' | 'protocol'>, node: NodeCosigning, speech: RoomSpeech): SubmitterPart {
  return {
    ...submitterPart(context, node, roundTimeOf(node)),
    ...speech,
    async announce(access, plan) {
      checkOwnData(plan, node)
      await checkOwnKey(context.protocol, access)
      const boxSalt = newBoxSalt()
      const { publicKey: box } = await boxOfSession(context.protocol, access, plan.session, boxSalt)
      const origin = await originOf(context.protocol, access, plan, box)
      return { text: textOfPlan(plan, { box, stamp: null, origin }), boxSalt }
    },
    async stamp(access, plan) {
      const { rounds } = plan.together ?? {}
      if (!rounds) throw new NitroliteError('PROPOSAL_GONE')
      if (!await isUnchanged(context, access, plan)) throw new NitroliteError('PROPOSAL_FACTS_CHANGED')
      // Participants may have approved for hours. Another device may have logged in meanwhile.
      await checkOwnKey(context.protocol, access)
      const { origin, box } = readProposalText(rounds.text)
      // Nobody could open the replies: the session key that made the box was replaced.
      if ((await boxOfSession(context.protocol, access, plan.session, rounds.boxSalt)).publicKey !== box) throw new NitroliteError('PROPOSAL_GONE')
      return draftOf(context, node, access, plan, { signWithin: roundTimeOf(node), box, boxSalt: rounds.boxSalt, origin })
    },
  }
}

/** Whether the session is as it was when the proposal was made. */
async function isUnchanged({ protocol }: Pick<ClosingContext, 'protocol'>, access: Access, { session }: ClosingPlan): Promise<boolean> {
  const facts = await readFacts(protocol, access, session.id, null)
  return !facts.isPaidOut && isSameReading(readingOf(session), readingOf(facts.session))
}

/** Proves who made the proposal. Null if the wallet would have to be asked, or nobody could see whose key has signed. */
async function originOf({ signStatement }: Pick<Protocol, 'signStatement'>, access: Access, plan: ClosingPlan, box: Hex): Promise<ProposalOrigin | null> {
  const proposal = proposalOfPlan(plan, { box, stamp: null, origin: null })
  const signed = await signStatement(access, plan.session, originDigestOf(proposal))
  return signed && { creator: access.login.wallet, ...signed }
}
