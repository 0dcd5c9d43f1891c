import type { ClosingContext } from '../../closing/context'
import { isShared, type SharedDraft } from '../../closing/policy/attempts'
import type { RunningClosing } from '../../closing/runningClosing'
import { isFinal } from '../../closing/states'
import type { ClosingPlan, ClosingSnapshot } from '../../closing/types'
import { NitroliteError } from '../../errors/errors'
import type { Access } from '../../protocols/protocol'
import type { Receipt } from '../../receipts/types'
import { addressesOf } from '../../sessions/allocations'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex, Unsubscribe } from '../../types'
import { keccakOfText } from '../../wallet/keccak'
import { readProposalText, type PortableProposal } from '../codec/proposalCodec'
import type { CosigningMessage } from '../codec/messageCodec'
import { meaningOf, proposalIdOf } from '../meaning'
import type { NodeCosigning } from '../nodeCosigning'
import { originDigestOf } from '../origin'
import { resolveProposal } from '../portable'
import { readReply, sharedProposalOf } from '../readReply'
import { boxOfSession } from '../replyBox'
import { checkOrigin } from '../review/checkOrigin'
import { roomNameOf } from '../roomName'
import { isRoundOn } from '../roundsPart'
import { proveRequest } from '../signingRequest'
import type { Transport } from '../transport'
import type { CloseProposal, Decline, SealedReply } from '../types'
import { Attendance } from './attendance'
import { OneByOne } from './oneByOne'
import { RoomTraffic } from './roomTraffic'
import { yieldsTo } from './tieBreak'

/** The proposal is shown this often to those who come later, in milliseconds. */
const SHOW_EVERY = 10_000
/** Signatures are asked for this often while a round lasts, in milliseconds: a message may be lost. */
const ASK_EVERY = 3_000
/** Replies that wait at most until they are opened. A session has fewer participants. */
const MOST_REPLIES = 256

/** What a submitter does in a room. */
export interface SubmitterRoomParts {
  readonly context: ClosingContext
  readonly node: NodeCosigning
  readonly transport: Transport
  readonly closing: RunningClosing
  readonly plan: ClosingPlan
  /** Calls back once when the client ends. */
  onEnd(task: () => void): Unsubscribe
  /** Called when approvals, signatures or those who are there have changed. */
  onChange(): void
  /** Notes what a participant wrote who does not sign. */
  noteDecline(decline: Decline): void
  /** A participant has signed, so an earlier decline no longer holds. */
  forgetDecline(participant: Address): void
}

/** The submitter's side of a room: it shows the proposal, counts who is ready, asks for signatures and takes replies. */
export class SubmitterRoom {
  readonly #parts: SubmitterRoomParts
  readonly #participants: readonly Address[]
  readonly #portable: PortableProposal
  readonly #proposal: CloseProposal
  readonly #meaning: Hex
  readonly #attendance: Attendance
  readonly #traffic: RoomTraffic
  readonly #replies = new OneByOne(MOST_REPLIES)
  /** The request of the present round, which is repeated. */
  #request: { readonly text: string, readonly message: Promise<CosigningMessage | null> } | null = null
  readonly #stopFollowing: Unsubscribe

  /** @throws `PROPOSAL_GONE` for a closing whose participants do not approve first */
  constructor(parts: SubmitterRoomParts) {
    const { context: { timers, report }, transport, closing, plan } = this.#parts = parts
    const { rounds } = plan.together ?? {}
    if (!rounds) throw new NitroliteError('PROPOSAL_GONE')
    this.#participants = addressesOf(plan.session)
    this.#portable = readProposalText(rounds.text)
    this.#proposal = resolveProposal(this.#portable, this.#participants)
    this.#meaning = meaningOf(this.#proposal)
    this.#attendance = new Attendance(timers, () => {
      closing.tell({ kind: 'ready', participants: this.approvedBy })
      parts.onChange()
    })
    this.#traffic = new RoomTraffic({
      transport, timers, room: roomNameOf(this.#proposal), participants: this.#participants, onEnd: parts.onEnd,
      onMessage: (message) => { this.#receive(message) },
      onPresence: () => {
        parts.onChange()
        this.#show()
      },
      report: (thrown) => { report(thrown) },
    })
    this.#traffic.listen()
    this.#traffic.repeat(SHOW_EVERY, () => { this.#show() })
    this.#traffic.repeat(ASK_EVERY, () => { this.#askAgain() })
    this.#stopFollowing = closing.subscribe((snapshot) => { if (isFinal(snapshot.state)) this.#end(snapshot) })
  }

  /** Who approves and is there now, in the spelling of the session. */
  get approvedBy(): Address[] {
    return this.#attendance.present.flatMap(index => this.#participants[index] ?? [])
  }

  /** Who else is in the room now, in the spelling of the session; null while the transport does not know that. */
  get presentNow(): Address[] | null {
    return this.#traffic.presentNow
  }

  #show(): void {
    this.#traffic.send({ type: 'proposal', proposal: this.#portable })
  }

  /** Asks for signatures of bytes that the journal holds. */
  ask(draft: SharedDraft): void {
    const { context, plan: { session, wallet } } = this.#parts
    const access = context.loggedIn(wallet)
    // Without the login, the key for replies cannot be made. Asking is repeated.
    if (!access) return
    const { text } = draft.shared
    if (this.#request?.text !== text) this.#request = { text, message: requestFor(draft, session, { protocol: context.protocol, access }) }
    this.#request.message.then(
      (message) => { if (message) this.#traffic.send(message) },
      (thrown: unknown) => {
        this.#request = null
        context.report(thrown)
      },
    )
  }

  #askAgain(): void {
    const { closing, context: { timers } } = this.#parts
    const { draft } = closing
    if (isShared(draft) && draft.isKept && isRoundOn(draft, timers)) this.ask(draft)
  }

  #receive(message: CosigningMessage): void {
    switch (message.type) {
      case 'approve': return this.#isMine(message) ? this.#attendance.add(message.participant) : undefined
      case 'unapprove': return this.#isMine(message) ? this.#attendance.remove(message.participant) : undefined
      case 'decline': return this.#takeDecline(message.decline)
      case 'reply': return void this.#replies.add(() => this.#takeReply(message.reply))
      case 'proposal': return this.#compare(message.proposal)
      // Only a submitter says these.
      case 'stamp':
      case 'done':
    }
  }

  #isMine({ meaning, participant }: Pick<Decline, 'meaning' | 'participant'>): boolean {
    return meaning === this.#meaning && participant < this.#participants.length
  }

  #takeDecline(decline: Decline): void {
    if (!this.#isMine(decline)) return
    this.#attendance.remove(decline.participant)
    this.#parts.noteDecline(decline)
  }

  async #takeReply(reply: SealedReply): Promise<void> {
    const { context, node, closing, plan } = this.#parts
    const { draft } = closing
    if (!isShared(draft)) return
    try {
      const { protocol, timers } = context
      const signature = await readReply(reply, draft, plan.session, { protocol, timers, access: context.loggedIn(plan.wallet), node })
      if (signature && await closing.addSignature(signature, draft.shared.text)) this.#parts.forgetDecline(signature.participant)
    }
    catch (thrown) {
      context.report(thrown)
    }
  }

  /** Two participants may propose the same at once. */
  #compare(portable: PortableProposal): void {
    const { closing, node, plan, context: { timers } } = this.#parts
    if (portable.sessionId !== this.#proposal.sessionId || (closing.draft && isRoundOn(closing.draft, timers))) return
    const other = resolveProposal(portable, this.#participants)
    // A proposal of the same wallet may be an earlier one that somebody shows again.
    if (other.origin === null || isSameAddress(other.submitter, this.#proposal.submitter) || !yieldsTo(this.#proposal, other)) return
    // A stranger must not be able to end a proposal, so the participant who sends the other one must have made it.
    if ('address' in portable.submitter || !isSameAddress(other.origin.creator, other.submitter)) return
    checkOrigin(other, plan.session, node.rules, originDigestOf(other))
    closing.cancel()
  }

  #end(snapshot: ClosingSnapshot): void {
    if (snapshot.receipt) this.#traffic.send({ type: 'done', meaning: this.#meaning, receiptHash: payoutsHashOf(snapshot.receipt) })
    else this.#traffic.send({ type: 'unapprove', meaning: this.#meaning, participant: this.#participants.indexOf(this.#parts.plan.wallet) })
    this.leave()
  }

  /** Stops listening. The closing continues. */
  leave(): void {
    this.#stopFollowing()
    this.#attendance.end()
    this.#traffic.leave()
  }
}

/** What asks for signatures of a draft; null for a draft without a stamp, which nobody can sign. */
async function requestFor(
  draft: SharedDraft, session: AppSession, { protocol, access }: { readonly protocol: ClosingContext['protocol'], readonly access: Access },
): Promise<CosigningMessage | null> {
  const { stamp, ...proposal } = sharedProposalOf(draft, session)
  if (!stamp) return null
  const proposalId = proposalIdOf({ ...proposal, stamp })
  const box = await boxOfSession(protocol, access, session, draft.shared.boxSalt)
  return { type: 'stamp', meaning: meaningOf(proposal), stamp, proposalId, proof: await proveRequest(box, proposalId) }
}

/** Clients that read the same payouts from the ledger have the same hash. */
const payoutsHashOf = ({ payouts }: Receipt): Hex => keccakOfText(payouts.map(({ transactionId }) => transactionId).sort().join('\n'))
