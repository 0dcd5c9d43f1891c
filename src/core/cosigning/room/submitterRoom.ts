import type { ClosingContext } from '../../closing/context'
import { isSameSignature, isShared, type SharedDraft } from '../../closing/policy/attempts'
import type { RunningClosing } from '../../closing/runningClosing'
import { isFinal } from '../../closing/states'
import type { ClosingPlan, ClosingSnapshot } from '../../closing/types'
import { codeOf, NitroliteError } from '../../errors/errors'
import { isUnreachable } from '../../errors/groups'
import { payoutsHashOf } from '../../receipts/payouts'
import { addressesOf } from '../../sessions/allocations'
import type { Address, Hex, Unsubscribe } from '../../types'
import { proposalHashOf, readProposalText, type PortableProposal } from '../codec/proposalCodec'
import type { CosigningMessage } from '../codec/messageCodec'
import { meaningOf, proposalIdOf } from '../meaning'
import type { NodeCosigning } from '../nodeCosigning'
import { resolveProposal } from '../portable'
import { readReply, sharedProposalOf } from '../readReply'
import { roomNameOf } from '../roomName'
import { isRoundOn } from '../roundsPart'
import type { Transport } from '../transport'
import type { CloseProposal, Decline, SealedReply } from '../types'
import { Attendance } from './attendance'
import { EqualProposals } from './equalProposals'
import { ReplyLimit } from './replyLimit'
import { ReplyQueue } from './replyQueue'
import { RoomTraffic } from './roomTraffic'
import { SubmitterVoice } from './submitterVoice'

/** The proposal is shown this often to those who come later, in milliseconds. */
const SHOW_EVERY = 10_000
/** Signatures are asked for this often while a round lasts, in milliseconds: a message may be lost. */
const ASK_EVERY = 3_000
/** The shortest time between two answers to new approvals, in milliseconds. Anybody in the room can invent approvals. */
const ASK_AGAIN_AFTER = 500

/** What a submitter does in a room. */
export interface SubmitterRoomParts {
  readonly context: ClosingContext
  readonly node: NodeCosigning
  readonly transport: Transport
  readonly closing: RunningClosing
  readonly plan: ClosingPlan
  /** Calls back once when the client ends. */
  onEnd(task: () => void): Unsubscribe
  /** Called when approvals, signatures or the people in the room have changed. */
  onChange(): void
  /** Notes the message of a participant who does not sign. */
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
  readonly #voice: SubmitterVoice
  readonly #equals: EqualProposals
  readonly #replies: ReplyQueue
  readonly #replyLimit = new ReplyLimit()
  /** The error of the last message that could not be made; null before. */
  #failure: unknown = null
  /** When signatures were asked for last. */
  #askedAt = -Infinity
  /** What signatures were asked for last; null before. */
  #asked: { readonly text: string, readonly proposalId: Hex } | null = null
  /** The message that gives the proposal up is being sent; null before. */
  #givenUp: Promise<void> | null = null
  readonly #stopFollowing: Unsubscribe

  /** @throws `PROPOSAL_GONE` for a closing whose participants do not approve first */
  constructor(parts: SubmitterRoomParts) {
    const { context, context: { timers, report }, transport, closing, plan } = this.#parts = parts
    const { rounds } = plan.together ?? {}
    if (!rounds) throw new NitroliteError('PROPOSAL_GONE')
    this.#participants = addressesOf(plan.session)
    this.#portable = readProposalText(rounds.text)
    this.#proposal = resolveProposal(this.#portable, this.#participants)
    this.#meaning = meaningOf(this.#proposal)
    this.#voice = new SubmitterVoice({
      context, session: plan.session, wallet: plan.wallet, boxSalt: rounds.boxSalt, box: this.#proposal.box, meaning: this.#meaning,
    })
    this.#equals = new EqualProposals({
      ...parts, participants: this.#participants, portable: this.#portable, proposal: this.#proposal,
      insist: (over) => { void this.#say(this.#voice.insist(this.#portable, proposalHashOf(over))) },
    })
    this.#replies = new ReplyQueue(timers)
    this.#attendance = new Attendance(timers, () => {
      closing.tell({ kind: 'ready', participants: this.approvedBy })
      parts.onChange()
    })
    this.#traffic = new RoomTraffic({
      transport, timers, room: roomNameOf(this.#proposal), participants: this.#participants, onEnd: parts.onEnd,
      onMessage: (message, from) => { this.#receive(message, from) },
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
    // A proposal that has ended is not shown, although this client is in the room until it has told the others.
    if (this.#givenUp || isFinal(this.#parts.closing.state)) return
    void this.#traffic.send({ type: 'proposal', proposal: this.#portable })
  }

  /** Asks for signatures of bytes that the journal holds. Asking is repeated. */
  ask(draft: SharedDraft): void {
    this.#askedAt = this.#parts.context.timers.elapsed()
    void this.#say(this.#voice.request(draft, this.#attendance.approvals))
  }

  /** @returns once the transport has the message, or there is nothing to send. It never rejects */
  #say(message: Promise<CosigningMessage | null>): Promise<void> {
    return message.then(
      made => made ? this.#traffic.send(made) : undefined,
      (thrown: unknown) => {
        // While a wallet has declined, each message that needs its signature fails in the same way.
        if (thrown !== this.#failure) this.#parts.context.report(thrown)
        this.#failure = thrown
      },
    )
  }

  #askAgain(): void {
    const { closing, context: { timers } } = this.#parts
    const { draft } = closing
    if (isShared(draft) && draft.isKept && isRoundOn(draft, timers)) this.ask(draft)
  }

  #receive(message: CosigningMessage, from: Address | null): void {
    switch (message.type) {
      case 'approve': return this.#isMine(message) ? this.#approve(message) : undefined
      case 'unapprove': return this.#attendance.takeBack(message.participant, message.secret)
      case 'decline': return this.#isMine(message.decline) ? this.#parts.noteDecline(message.decline) : undefined
      case 'reply': return this.#hearReply(message.reply, from)
      case 'proposal': return this.#equals.see(message.proposal)
      case 'insist': return this.#equals.hear(message)
      // For those who approve.
      case 'stamp':
      case 'done':
      case 'cancel':
    }
  }

  /** Somebody who comes back while the others sign is asked at once: a round is short, and the next question may come too late. */
  #approve({ participant, approval }: Extract<CosigningMessage, { type: 'approve' }>): void {
    const isNew = this.#attendance.add(participant, approval)
    if (isNew && this.#parts.context.timers.elapsed() >= this.#askedAt + ASK_AGAIN_AFTER) this.#askAgain()
  }

  #isMine({ meaning, participant }: Pick<Decline, 'meaning' | 'participant'>): boolean {
    return meaning === this.#meaning && participant < this.#participants.length
  }

  #hearReply(reply: SealedReply, from: Address | null): void {
    if (reply.participant >= this.#participants.length) return
    this.#replies.add({ from, participant: reply.participant }, () => this.#draftOf(reply) !== null, async () => {
      const draft = this.#draftOf(reply)
      if (draft) await this.#takeReply(reply, draft)
    })
  }

  /** What a reply signs; null if that is not collected now, or the reply was taken already. */
  #draftOf(reply: SealedReply): SharedDraft | null {
    const { draft, state } = this.#parts.closing
    if (!isShared(draft) || isFinal(state) || reply.proposalId !== this.#idOf(draft)) return null
    return this.#replyLimit.isWanted(reply, draft.sendUntil) ? draft : null
  }

  /** Computed once for the bytes of a round, because many replies are compared with it. */
  #idOf(draft: SharedDraft): Hex {
    const { text } = draft.shared
    if (this.#asked?.text !== text) this.#asked = { text, proposalId: proposalIdOf(sharedProposalOf(draft, this.#parts.plan.session)) }
    return this.#asked.proposalId
  }

  async #takeReply(reply: SealedReply, draft: SharedDraft): Promise<void> {
    const { context, node, closing, plan } = this.#parts
    try {
      const { protocol, timers } = context
      const signature = await readReply(reply, draft, plan.session, {
        protocol, timers, access: context.loggedIn(plan.wallet), node, admitsKey: () => this.#replyLimit.admitsKey(reply.participant),
      })
      if (!signature) return
      // A participant who has declined meanwhile may give an earlier signature again.
      const isRepeated = draft.signatures.some(({ participant, signer }) => participant === signature.participant && signer === signature.signer)
      if (!await closing.addSignature(signature, draft.shared.text)) return
      if (closing.draft?.signatures.some(each => isSameSignature(each, signature))) this.#replyLimit.noteTaken(reply)
      if (!isRepeated) this.#parts.forgetDecline(signature.participant)
    }
    catch (thrown) {
      if (isUnreachable(codeOf(thrown))) this.#replyLimit.forgetKey(reply.participant)
      if (this.#replyLimit.admitsError(reply.participant)) context.report(thrown)
    }
  }

  #end({ receipt }: ClosingSnapshot): void {
    if (!receipt) return void this.sayGivenUp().then(() => { this.leave() })
    void this.#traffic.send({ type: 'done', meaning: this.#meaning, receiptHash: payoutsHashOf(receipt) })
    this.leave()
  }

  /** Says that the proposal is given up, once. @returns once the transport has the message, or nobody can prove it. It never rejects */
  sayGivenUp(): Promise<void> {
    return this.#givenUp ??= this.#say(this.#voice.cancel())
  }

  /** Stops listening. The closing continues. */
  leave(): void {
    this.#stopFollowing()
    this.#attendance.end()
    this.#traffic.leave()
  }
}
