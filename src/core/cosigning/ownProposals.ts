import type { ClosingContext } from '../closing/context'
import type { CosigningPart } from '../closing/cosigning'
import { isShared, type SharedDraft } from '../closing/policy/attempts'
import { conflictError } from '../closing/freeFrom'
import type { RunningClosing } from '../closing/runningClosing'
import { hasRecord, isFinal } from '../closing/states'
import type { ClosingPlan } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { isSameAddress } from '../sessions/participants'
import type { Address, Hex } from '../types'
import type { JournalRecord } from '../journal/journal'
import type { SharedProposal, SigningSlot } from './api'
import { askedBy, sameProposal } from './joinedProposal'
import { type ProposeRequest, signingTimeOf } from './options'
import { meaningOf } from './meaning'
import type { OpeningParts } from './openProposal'
import { nodeCosigningOf } from './readFacts'
import { readReply } from './readReply'
import { SubmitterRoom } from './room/submitterRoom'
import { isRoundOn, type RoomSpeech, roundsPart } from './roundsPart'
import { isSharing, proposalShared, shareProposal } from './sharedProposal'
import { Sidelines } from './sidelines'
import { submitterPart } from './submitterPart'
import type { Transport } from './transport'
import type { Decline, SealedReply } from './types'

/** What the proposals of a client need of it. */
export interface OwnProposalsParts extends Pick<OpeningParts, 'start' | 'unlessEnded' | 'onEnd'> {
  /** The closings that the client works on. */
  running(): readonly RunningClosing[]
}

/** The proposals that a client submits. Every decision about sending is in the closing engine. */
export class OwnProposals {
  readonly #parts: OwnProposalsParts
  readonly #sidelines = new Sidelines()

  constructor(parts: OwnProposalsParts) {
    this.#parts = parts
  }

  /**
   * Joins the proposal under way that asks for the same, or makes a new one.
   * @throws why the closing ended before it could be shared
   */
  propose(request: ProposeRequest, context: ClosingContext): Promise<SharedProposal> {
    const joined = sameProposal(request, this.#parts.running(), context.presentWallet(), closing => this.#sidelines.of(closing).asked)
    const closing = joined ?? this.#begin(request, context)
    // A caller who asks for what is agreed already wants to continue.
    joined?.resume()
    if (request.transport) this.#followRoom(closing, request.transport, context)
    return this.#parts.unlessEnded(() => this.#sharedSoon(closing, context))
  }

  #sharedSoon(closing: RunningClosing, context: ClosingContext): Promise<SharedProposal> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const shared = this.#anyBy(closing, context)
        if (!shared && !isFinal(closing.state)) return
        stop()
        if (shared) resolve(shared)
      }
      const stop = closing.subscribe(look)
      // A proposal that fails before it can be shared says why. Another tab may have ended it without a word before.
      closing.then(() => { reject(new NitroliteError('PROPOSAL_GONE')) }, reject)
      look()
    })
  }

  #begin(request: ProposeRequest, context: ClosingContext): RunningClosing {
    const { sessionId, allocations, sessionData, signal, transport } = request
    const node = nodeCosigningOf(context.protocol)
    const part: CosigningPart = transport
      ? roundsPart(context, node, this.#speechOf(() => closing, context))
      : submitterPart(context, node, signingTimeOf(request, node))
    const closing: RunningClosing = this.#parts.start(
      { sessionId, allocations, ...sessionData !== undefined && { sessionData }, ...signal && { signal } }, part, context)
    this.#sidelines.of(closing).asked = askedBy(request)
    return closing
  }

  /** Enters the room as soon as the journal holds the proposal; if its signatures are being sent, not before others are asked again. */
  #followRoom(closing: RunningClosing, transport: Transport, context: ClosingContext): void {
    const follow = (): void => { this.#enter(closing, transport, context) }
    const stop = closing.subscribe(({ state }) => {
      follow()
      if (isFinal(state)) stop()
    })
    follow()
  }

  /** @param closing called when something is said: the closing does not exist before it has its part */
  #speechOf(closing: () => RunningClosing, context: ClosingContext): RoomSpeech {
    return {
      ask: (draft) => {
        this.#sidelines.of(closing()).room?.ask(draft)
        this.#sidelines.tell(closing(), context)
      },
      sayGivenUp: async () => this.#sidelines.of(closing()).room?.sayGivenUp(),
    }
  }

  /** Enters the room of a proposal, which may be one from the journal. */
  #enter(closing: RunningClosing, transport: Transport, context: ClosingContext): void {
    const { plan } = closing
    const sideline = this.#sidelines.of(closing)
    if (!plan?.together?.rounds || !isSharing(closing) || sideline.room) return
    const node = nodeCosigningOf(context.protocol)
    if (!sideline.asked) closing.continueWith(roundsPart(context, node, this.#speechOf(() => closing, context)))
    sideline.room = new SubmitterRoom({
      context, node, transport, closing, plan, onEnd: this.#parts.onEnd,
      noteDecline: (decline) => { this.#note(closing, plan, decline, context) },
      forgetDecline: (participant) => { this.#sidelines.forgetDecline(closing, participant) },
      onChange: () => { this.#sidelines.tell(closing, context) },
    })
  }

  /** What a closing shares while it collects. Null before the journal holds it, and while its signatures are sent. */
  sharedBy(closing: RunningClosing, context: ClosingContext): SharedProposal | null {
    return isSharing(closing) ? this.#anyBy(closing, context) : null
  }

  /** What a closing shares, also while its signatures are sent. Null before the journal holds it, and once the closing has ended. */
  #anyBy(closing: RunningClosing, context: ClosingContext): SharedProposal | null {
    const { plan, source, state } = closing
    const isShareable = plan !== null && (source !== null || plan.together?.rounds !== undefined)
    return isShareable && hasRecord(state) ? this.#share(closing, plan, source, context) : null
  }

  #share(closing: RunningClosing, plan: ClosingPlan, draft: SharedDraft | null, context: ClosingContext): SharedProposal {
    const sideline = this.#sidelines.of(closing)
    return shareProposal(closing, plan, draft, {
      timers: context.timers,
      declines: sideline.declines,
      approvedBy: () => sideline.room?.approvedBy ?? [],
      presentNow: () => sideline.room?.presentNow ?? null,
      enter: (transport) => { this.#followRoom(closing, transport, context) },
      subscribe: (listener) => {
        const called = (): void => listener()
        sideline.listeners.add(called)
        return () => { sideline.listeners.delete(called) }
      },
    })
  }

  /** What this client can do with a record of its journal now. */
  runningOf({ closingId }: Pick<JournalRecord, 'closingId'>, context: ClosingContext): Pick<SigningSlot, 'shared' | 'withdraw'> {
    const closing = this.#parts.running().find(({ id }) => id === closingId)
    return { shared: closing ? this.#anyBy(closing, context) : null, withdraw: () => closing?.withdraw() ?? false }
  }

  #note(closing: RunningClosing, plan: ClosingPlan, decline: Decline, context: ClosingContext): void {
    this.#sidelines.noteDecline(closing, plan, decline)
    this.#sidelines.tell(closing, context)
  }

  /** @throws `PROPOSAL_MALFORMED`, `PROPOSAL_GONE` */
  noteDecline(decline: Decline, context: ClosingContext): SharedProposal {
    for (const closing of this.#parts.running()) {
      const { plan, draft } = closing
      const shared = this.sharedBy(closing, context)
      if (!shared || !plan || meaningOf(proposalShared(plan, draft)) !== decline.meaning) continue
      this.#note(closing, plan, decline, context)
      return shared
    }
    throw new NitroliteError('PROPOSAL_GONE')
  }

  /** Takes a reply that came by hand. @throws `PROPOSAL_GONE`, `SIGNATURE_…`, `JOURNAL_…` */
  async addReply(reply: SealedReply, context: ClosingContext): Promise<SharedProposal> {
    for (const closing of this.#parts.running()) {
      const { plan, draft } = closing
      if (!plan || !isShared(draft)) continue
      const { protocol, timers } = context
      const access = context.loggedIn(plan.wallet)
      const signature = await readReply(reply, draft, plan.session, { protocol, timers, access, node: nodeCosigningOf(protocol), admitsKey: null })
      if (!signature) continue
      const shared = this.#share(closing, plan, draft, context)
      await turnOf(closing)
      if (!await closing.addSignature(signature, draft.shared.text)) throw new NitroliteError('PROPOSAL_GONE')
      this.#sidelines.forgetDecline(closing, signature.participant)
      this.#sidelines.tell(closing, context)
      return shared
    }
    throw new NitroliteError('PROPOSAL_GONE')
  }

  #find(sessionId: Hex, wallet: Address): RunningClosing | undefined {
    return this.#parts.running().find(({ sessionId: id, plan, state }) =>
      id === sessionId && plan?.together?.role === 'submitter' && isSameAddress(plan.wallet, wallet) && !isFinal(state))
  }

  /** Whether a wallet has a proposal of its own for a session. */
  has(sessionId: Hex, wallet: Address): boolean {
    return this.#find(sessionId, wallet) !== undefined
  }

  /**
   * Gives up this client's proposal, because the person approves the proposal of another participant.
   * @throws `PROPOSAL_CONFLICT` while participants sign it
   */
  giveUp(sessionId: Hex, wallet: Address, { timers }: Pick<ClosingContext, 'timers'>): void {
    const own = this.#find(sessionId, wallet)
    if (!own) return
    const { plan, draft } = own
    const isBeingSigned = draft !== null && (!plan?.together?.rounds || isRoundOn(draft, timers))
    if (isBeingSigned || !own.stop()) throw conflictError(own.freeFrom)
  }
}

/** Waits until it is known which client works on a closing from the journal. */
function turnOf(closing: RunningClosing): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (closing.state === 'confirming') return
      stop()
      resolve()
    }
    const stop = closing.subscribe(look)
    look()
  })
}
