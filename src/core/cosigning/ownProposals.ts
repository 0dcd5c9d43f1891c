import type { ClosingContext } from '../closing/context'
import type { CosigningPart } from '../closing/cosigning'
import { isShared, type Draft, type SharedDraft } from '../closing/policy/attempts'
import { conflictError } from '../closing/freeFrom'
import { fingerprintOf, fingerprintOfPlan, parseSessionId } from '../closing/request'
import type { RunningClosing } from '../closing/runningClosing'
import { isFinal } from '../closing/states'
import type { ClosingPlan } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import { isSameAddress } from '../sessions/participants'
import type { Address, Hex } from '../types'
import type { JournalRecord } from '../journal/journal'
import type { NotedDecline, SharedProposal, SigningSlot } from './api'
import { type ProposeRequest, signingTimeOf } from './options'
import { tellAll } from './listeners'
import { meaningOf } from './meaning'
import type { OpeningParts } from './openProposal'
import { nodeCosigningOf } from './readFacts'
import { readReply } from './readReply'
import { SubmitterRoom } from './room/submitterRoom'
import { isRoundOn, roundsPart } from './roundsPart'
import { isSharing, proposalShared, shareProposal } from './sharedProposal'
import { submitterPart } from './submitterPart'
import type { Transport } from './transport'
import type { Decline, SealedReply } from './types'

/** What the proposals of a client need of it. */
export interface OwnProposalsParts extends Pick<OpeningParts, 'start' | 'unlessEnded' | 'onEnd'> {
  /** The closings that the client works on. */
  running(): readonly RunningClosing[]
}

/** What is shown beside a closing. It decides nothing, so it is not in the journal. */
interface Sideline {
  readonly declines: NotedDecline[]
  /** Listeners for changes of approvals, signatures or declines. */
  readonly listeners: Set<(change: null) => void>
  room: SubmitterRoom | null
}

/** The proposals that a client submits. Every decision about sending is in the closing engine. */
export class OwnProposals {
  readonly #parts: OwnProposalsParts
  readonly #sidelines = new Map<string, Sideline>()

  constructor(parts: OwnProposalsParts) {
    this.#parts = parts
  }

  #sidelineOf(closing: RunningClosing): Sideline {
    const { id } = closing
    const known = this.#sidelines.get(id)
    if (known) return known
    const sideline: Sideline = { declines: [], listeners: new Set(), room: null }
    this.#sidelines.set(id, sideline)
    const forget = (): void => { this.#sidelines.delete(id) }
    closing.then(forget, forget)
    return sideline
  }

  /** @throws why the closing ended before it could be shared */
  propose(request: ProposeRequest, context: ClosingContext): Promise<SharedProposal> {
    const { transport } = request
    const closing = transport ? this.#startInRoom(request, transport, context) : this.#startByHand(request, context)
    return this.#parts.unlessEnded(() => new Promise((resolve, reject) => {
      const look = (): void => {
        const shared = this.sharedBy(closing, context)
        if (!shared && !isFinal(closing.state)) return
        stop()
        if (shared) resolve(shared)
      }
      const stop = closing.subscribe(look)
      // A proposal that fails before it can be shared says why.
      closing.then(undefined, reject)
      look()
    }))
  }

  #startByHand(request: ProposeRequest, context: ClosingContext): RunningClosing {
    const node = nodeCosigningOf(context.protocol)
    return this.#start(request, submitterPart(context, node, signingTimeOf(request, node)), context)
  }

  #startInRoom(request: ProposeRequest, transport: Transport, context: ClosingContext): RunningClosing {
    // After a reload, the proposal is in the journal already. The participants have approved that one.
    const resumed = this.#resumable(request)
    if (resumed) {
      this.#enter(resumed, transport, context)
      return resumed
    }
    const closing: RunningClosing = this.#start(request, roundsPart(context, nodeCosigningOf(context.protocol), (draft) => { this.#ask(closing, draft, context) }), context)
    const stop = closing.subscribe(() => {
      if (isSharing(closing)) this.#enterRoom(closing, transport, context)
      if (isFinal(closing.state)) stop()
    })
    return closing
  }

  #ask(closing: RunningClosing, draft: SharedDraft, context: ClosingContext): void {
    this.#sidelineOf(closing).room?.ask(draft)
    this.#tell(closing, context)
  }

  #tell(closing: RunningClosing, context: ClosingContext): void {
    tellAll(this.#sidelineOf(closing).listeners, null, 'proposal', (error) => { context.report(error) })
  }

  /** Enters the room of a proposal from the journal. */
  #enter(closing: RunningClosing, transport: Transport, context: ClosingContext): void {
    if (!closing.plan?.together?.rounds || !isSharing(closing) || this.#sidelineOf(closing).room) return
    closing.continueWith(roundsPart(context, nodeCosigningOf(context.protocol), (draft) => { this.#ask(closing, draft, context) }))
    this.#enterRoom(closing, transport, context)
  }

  #enterRoom(closing: RunningClosing, transport: Transport, context: ClosingContext): void {
    const { plan } = closing
    const sideline = this.#sidelineOf(closing)
    if (sideline.room || !plan) return
    sideline.room = new SubmitterRoom({
      context, node: nodeCosigningOf(context.protocol), transport, closing, plan, onEnd: this.#parts.onEnd,
      noteDecline: (decline) => { this.#note(closing, plan, decline, context) },
      forgetDecline: (participant) => { this.#forgetDecline(closing, participant) },
      onChange: () => { this.#tell(closing, context) },
    })
  }

  #start({ sessionId, allocations, sessionData, signal }: ProposeRequest, part: CosigningPart, context: ClosingContext): RunningClosing {
    return this.#parts.start({ sessionId, allocations, ...sessionData !== undefined && { sessionData }, ...signal && { signal } }, part, context)
  }

  #resumable(request: ProposeRequest): RunningClosing | undefined {
    const sessionId = parseSessionId(request.sessionId)
    return this.#parts.running().find(({ plan, sessionId: id, state }) =>
      id === sessionId && state === 'collecting' && plan?.together?.rounds !== undefined && fingerprintOfPlan(plan) === fingerprintOf(request))
  }

  /** What a closing shares, once the journal holds it. Null before. */
  sharedBy(closing: RunningClosing, context: ClosingContext): SharedProposal | null {
    const { plan, draft } = closing
    return plan && isSharing(closing) ? this.#share(closing, plan, draft, context) : null
  }

  #share(closing: RunningClosing, plan: ClosingPlan, draft: Draft | null, context: ClosingContext): SharedProposal {
    const sideline = this.#sidelineOf(closing)
    return shareProposal(closing, plan, draft, {
      timers: context.timers,
      declines: sideline.declines,
      approvedBy: () => sideline.room?.approvedBy ?? [],
      presentNow: () => sideline.room?.presentNow ?? null,
      enter: (transport) => { this.#enter(closing, transport, context) },
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
    return { shared: closing ? this.sharedBy(closing, context) : null, withdraw: () => closing?.withdraw() ?? false }
  }

  /** A participant who declines again replaces the earlier answer. */
  #note(closing: RunningClosing, { session }: ClosingPlan, { participant: index, reason, note }: Decline, context: ClosingContext): void {
    const participant = addressesOf(session)[index]
    if (participant === undefined) throw new NitroliteError('PROPOSAL_MALFORMED')
    const { declines } = this.#sidelineOf(closing)
    const earlier = declines.findIndex(decline => decline.participant === participant)
    declines.splice(earlier === -1 ? declines.length : earlier, 1, { participant, reason, note })
    this.#tell(closing, context)
  }

  /** A participant who signs after all no longer declines, even if the node refuses that signature later. */
  #forgetDecline(closing: RunningClosing, participant: Address): void {
    const { declines } = this.#sidelineOf(closing)
    const at = declines.findIndex(decline => decline.participant === participant)
    if (at !== -1) declines.splice(at, 1)
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
      const signature = await readReply(reply, draft, plan.session, { protocol, timers, access, node: nodeCosigningOf(protocol), isByPerson: true })
      if (!signature) continue
      const shared = this.#share(closing, plan, draft, context)
      await turnOf(closing)
      if (!await closing.addSignature(signature, draft.shared.text)) throw new NitroliteError('PROPOSAL_GONE')
      this.#forgetDecline(closing, signature.participant)
      this.#tell(closing, context)
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
