import type { ClosingContext } from '../../closing/context'
import type { RunningClosing } from '../../closing/runningClosing'
import { isFinal } from '../../closing/states'
import type { ClosingPlan } from '../../closing/types'
import { isSameAddress } from '../../sessions/participants'
import type { Address } from '../../types'
import { isClaimProven } from '../boxProofs'
import type { CosigningMessage } from '../codec/messageCodec'
import { proposalHashOf, type PortableProposal } from '../codec/proposalCodec'
import { meaningOf } from '../meaning'
import type { NodeCosigning } from '../nodeCosigning'
import { resolveProposal } from '../portable'
import { checkOrigin } from '../review/checkOrigin'
import { isRoundOn } from '../roundsPart'
import { originDigestOf } from '../statements'
import type { CloseProposal } from '../types'
import { HeardProofs } from './heardProofs'
import { OneByOne } from './oneByOne'
import { yieldsTo } from './tieBreak'

/** The shortest time between two requests to the submitter of an equal proposal to give way, in milliseconds. Anybody in the room can show proposals. */
const INSIST_EVERY = 2_000
/** Claims of other submitters that wait at most until they are checked. */
const MOST_CLAIMS = 16

/** What a submitter needs to decide between its proposal and an equal one. */
export interface EqualProposalsParts {
  readonly context: Pick<ClosingContext, 'timers' | 'report'>
  readonly node: NodeCosigning
  readonly closing: RunningClosing
  readonly plan: ClosingPlan
  readonly participants: readonly Address[]
  readonly portable: PortableProposal
  /** The same proposal with the address of its submitter. */
  readonly proposal: CloseProposal
  /** Tells the submitter of the other proposal to give way. */
  insist(over: PortableProposal): void
}

/**
 * Two participants may propose the same at once. One of the proposals is enough, so one submitter gives way. Anybody can show a
 * proposal again that was given up, so showing is not enough: the submitter whose proposal comes first tells the other one to give way.
 */
export class EqualProposals {
  readonly #parts: EqualProposalsParts
  readonly #claims = new OneByOne(MOST_CLAIMS)
  readonly #heard = new HeardProofs()
  #insistedAt = -Infinity

  constructor(parts: EqualProposalsParts) {
    this.#parts = parts
  }

  /** Another proposal is shown in the room. */
  see(portable: PortableProposal): void {
    const { closing, proposal, portable: { origin }, insist, context: { timers } } = this.#parts
    const other = this.#otherOf(portable)
    // Nobody gives way to a proposal without a proven maker. Then the keys for the proof are not needed, and no wallet is asked for them.
    if (!origin || !other?.origin || isFinal(closing.state) || !yieldsTo(other, proposal)) return
    if (timers.elapsed() < this.#insistedAt + INSIST_EVERY) return
    this.#insistedAt = timers.elapsed()
    insist(portable)
  }

  /** Somebody says that an equal proposal stays. */
  hear(message: Extract<CosigningMessage, { type: 'insist' }>): void {
    this.#claims.add(() => this.#giveWay(message))
  }

  /** Gives the own proposal up if the submitter of an equal one insists on that one. */
  async #giveWay({ proposal: portable, over, proof }: Extract<CosigningMessage, { type: 'insist' }>): Promise<void> {
    const { closing, node, plan, proposal, context: { timers, report } } = this.#parts
    if (over !== proposalHashOf(this.#parts.portable)) return
    try {
      const other = this.#otherOf(portable)
      // A stranger must not be able to end a proposal, so the participant who sends the other one must have made it.
      if (!other?.origin || !isSameAddress(other.origin.creator, other.submitter) || !yieldsTo(proposal, other)) return
      checkOrigin(other, plan.session, node.rules, originDigestOf(other))
      if (!await isClaimProven(other.box, { kind: 'insist', meaning: meaningOf(other), over }, proof) || this.#heard.note(proof)) return
      // While participants sign, the proposal stays. A person decides about a split that is agreed already.
      if (!(closing.draft && isRoundOn(closing.draft, timers))) closing.stop()
    }
    catch (thrown) {
      report(thrown)
    }
  }

  /** A proposal of another participant for this session; null for anything else. */
  #otherOf(portable: PortableProposal): CloseProposal | null {
    const { proposal, participants } = this.#parts
    if (portable.sessionId !== proposal.sessionId || 'address' in portable.submitter) return null
    const other = resolveProposal(portable, participants)
    return isSameAddress(other.submitter, proposal.submitter) ? null : other
  }
}
