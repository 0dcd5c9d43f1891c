import { bytesToHex } from '@noble/curves/abstract/utils'
import type { RunningClosing } from '../../closing/runningClosing'
import { toNitroliteError } from '../../errors/errors'
import { isShownByStatus, isUnreachable } from '../../errors/groups'
import { addressesOf } from '../../sessions/allocations'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { CoSigning, ProposalRoom } from '../api'
import type { JoinRoomOptions } from '../options'
import { checkedProposal, type CheckedProposal } from '../checkedProposal'
import type { CosigningMessage } from '../codec/messageCodec'
import { encodeProposal, proposalHashOf, type PortableProposal } from '../codec/proposalCodec'
import { tellAll } from '../listeners'
import { reviewOf, type OpeningParts } from '../openProposal'
import { newApprovalToken } from './approvalToken'
import { APPROVE_EVERY } from './attendance'
import { givenSignature } from './givenSignature'
import { KeptApproval } from './keptApproval'
import { OneByOne } from './oneByOne'
import { RoomReview } from './roomReview'
import { RoomTraffic } from './roomTraffic'

/** Proposals of others that are kept at most, beside those that the person has decided about. */
const MOST_PROPOSALS = 16

/** Proposals that wait at most until they are checked. Fewer than are remembered as seen. */
const MOST_CHECKS = 8

/** What a client needs to listen in rooms. */
export interface ProposalRoomParts extends OpeningParts {
  /** Gives up the wallet's own proposal for a session, which nobody signs now. @throws `PROPOSAL_CONFLICT` while it is being signed */
  giveUpOwn(sessionId: Hex, wallet: Address): void
  /** Whether the wallet has a proposal of its own for a session. */
  hasOwn(sessionId: Hex, wallet: Address): boolean
  /** The closings that the client works on. */
  running(): readonly RunningClosing[]
}

/** A proposal that the room shows. */
interface Entry {
  readonly bytes: string
  readonly review: RoomReview
  /** The app has opened it itself, so it stays. */
  readonly isOpened: boolean
}

/** Listens to the proposals of other participants for one session. */
export class ListeningRoom implements ProposalRoom {
  readonly #sessionId: Hex
  readonly #options: JoinRoomOptions
  readonly #parts: ProposalRoomParts
  readonly #traffic: RoomTraffic
  readonly #listeners = new Set<(change: null) => void>()
  /** Newest first. */
  #shown: readonly Entry[] = []
  /** The bytes of proposals that are being checked, that must not be signed, or that their submitter has given up. */
  readonly #seen: string[] = []
  /** What submitters have said last about giving up. A proposal may still be checked then. */
  readonly #cancels: CosigningMessage[] = []
  readonly #checks = new OneByOne(MOST_CHECKS)
  #hasLeft = false

  constructor(session: Pick<AppSession, 'id' | 'participants'>, room: string, options: JoinRoomOptions, parts: ProposalRoomParts) {
    const { context: { timers, report } } = parts
    this.#sessionId = session.id
    this.#options = options
    this.#parts = parts
    this.#traffic = new RoomTraffic({
      transport: options.transport, timers, room, participants: addressesOf(session), onEnd: parts.onEnd,
      onMessage: (message) => { this.#receive(message) },
      onPresence: () => {
        this.#approveAgain()
        this.#tell()
      },
      report: (thrown) => { report(thrown) },
    })
    this.#traffic.listen()
    this.#traffic.repeat(APPROVE_EVERY, () => {
      for (const { review } of this.#shown) {
        review.review.dropOldApproval()
        review.beginTurn()
      }
      this.#approveAgain()
    })
  }

  get proposals(): readonly CoSigning[] {
    return this.#shown.map(({ review: { review } }) => review)
  }

  get presentNow(): readonly Address[] | null {
    return this.#traffic.presentNow
  }

  subscribe(listener: () => void): () => void {
    const called = (): void => listener()
    this.#listeners.add(called)
    return () => { this.#listeners.delete(called) }
  }

  #approveAgain(): void {
    for (const { review } of this.#shown) review.approveAgain()
  }

  #receive(message: CosigningMessage): void {
    if (message.type === 'proposal') return this.#see(message.proposal)
    if (message.type === 'cancel') {
      this.#cancels.unshift(message)
      this.#cancels.splice(MOST_PROPOSALS)
    }
    for (const { review } of this.#shown) review.receive(message)
  }

  /** Checks a proposal that was not seen before. */
  #see(portable: PortableProposal): void {
    // In a room, participants approve first, so the proposal has no stamp.
    if (portable.stamp !== null) return
    const bytes = bytesToHex(encodeProposal(portable))
    if (portable.sessionId !== this.#sessionId) return
    if (this.#find(bytes) || this.#seen.includes(bytes)) return
    if (this.#checks.add(() => this.#check(portable, bytes))) this.#noteSeen(bytes)
  }

  #noteSeen(bytes: string): void {
    this.#seen.unshift(bytes)
    this.#seen.splice(MOST_PROPOSALS)
  }

  #forgetSeen(bytes: string): void {
    this.#seen.splice(0, this.#seen.length, ...this.#seen.filter(each => each !== bytes))
  }

  async #check(portable: PortableProposal, bytes: string): Promise<void> {
    if (this.#hasLeft) return
    try {
      const checked = await this.#checked(portable)
      const { proposal: { submitter }, facts: { wallet } } = checked
      // The wallet's own proposal, from this client or another device: it signs last by itself.
      if (!isSameAddress(submitter, wallet)) this.#add(checked, portable, false)
    }
    catch (thrown) {
      const { code } = toNitroliteError(thrown, 'LIBRARY_DEFECT')
      // The submitter repeats the proposal, and it is checked again then.
      if (isUnreachable(code)) this.#forgetSeen(bytes)
      if (!isShownByStatus(code)) this.#parts.context.report(thrown)
    }
  }

  /** Takes a proposal that came in another way. @throws why this client must not sign it */
  async open(portable: PortableProposal): Promise<CoSigning> {
    return this.#add(await this.#checked(portable), portable, true)
  }

  #checked(portable: PortableProposal): Promise<CheckedProposal> {
    return checkedProposal(portable, this.#options, this.#parts.context)
  }

  #add(checked: CheckedProposal, portable: PortableProposal, isOpened: boolean): CoSigning {
    const bytes = bytesToHex(encodeProposal(portable))
    // The room may have shown it while the app opened it.
    const known = this.#find(bytes)
    const entry: Entry = { bytes, review: known?.review ?? this.#reviewOf(checked, portable, bytes), isOpened: isOpened || known?.isOpened === true }
    this.#show(entry)
    if (!known) for (const message of this.#cancels) entry.review.receive(message)
    return entry.review.review
  }

  #reviewOf(checked: CheckedProposal, portable: PortableProposal, bytes: string): RoomReview {
    const { context, context: { timers }, giveUpOwn, hasOwn } = this.#parts
    const { wallet, session } = checked.facts
    return new RoomReview({
      traffic: this.#traffic,
      people: this,
      timers,
      participants: addressesOf(session),
      wallet,
      kept: new KeptApproval({
        context, node: checked.node, session, wallet, allocations: checked.request.allocations, sessionData: checked.proposal.sessionData,
        proposalHash: proposalHashOf(portable),
      }),
      giveUpOwn: () => { giveUpOwn(this.#sessionId, wallet) },
      hasOwn: () => hasOwn(this.#sessionId, wallet),
      givenSignature: () => givenSignature(checked.proposal, session, wallet, this.#parts),
      onGone: () => { this.#drop(bytes) },
      isSessionClosed: async () => (await context.protocol.readSession(context.present().connection, session.id)).status !== 'open',
      reviewIn: room => reviewOf(checked, this.#parts, room),
      newToken: newApprovalToken,
      report: (thrown) => { context.report(thrown) },
    })
  }

  #find(bytes: string): Entry | undefined {
    return this.#shown.find(entry => entry.bytes === bytes)
  }

  #show(entry: Entry): void {
    const isOther = ({ bytes }: Entry): boolean => bytes !== entry.bytes
    this.#shown = withinLimit([entry, ...this.#shown.filter(isOther)])
    // If others displace it, it may come back.
    this.#forgetSeen(entry.bytes)
    this.#tell()
  }

  /** A proposal can no longer be signed. Others may still repeat it. */
  #drop(bytes: string): void {
    const entry = this.#find(bytes)
    if (!entry) return
    if (entry.isOpened) return entry.review.review.takeBack()
    this.#shown = this.#shown.filter(each => each !== entry)
    this.#noteSeen(bytes)
    entry.review.leave()
    this.#tell()
  }

  #tell(): void {
    tellAll(this.#listeners, null, 'room', (error) => { this.#parts.context.report(error) })
  }

  leave(): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    for (const { review } of this.#shown) review.leave()
    this.#traffic.leave()
    this.#tell()
  }
}

/**
 * Anybody in the room can show many proposals. They never displace one that the person has decided about, and one whose maker is
 * proven goes last.
 */
function withinLimit(entries: readonly Entry[]): readonly Entry[] {
  const undecided = entries.filter(({ review: { review: { state } }, isOpened }) => state === 'reviewed' && !isOpened)
  if (undecided.length <= MOST_PROPOSALS) return entries
  const dropped = undecided.filter(({ review: { review: { review: { creator } } } }) => creator === null).at(-1) ?? undecided.at(-1)
  return entries.filter(entry => entry !== dropped)
}
