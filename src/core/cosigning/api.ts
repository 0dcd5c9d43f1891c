import type { Closing } from '../closing/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { Allocation } from '../sessions/types'
import type { Address, Hex, Unsubscribe } from '../types'
import type { ClientRelayOptions, CoSignOptions, JoinRoomOptions, ProposeRequest } from './options'
import type { QrCode } from './qrPath'
import type { ProposalReview } from './review/reviewProposal'
import type { RoomPeople, Transport } from './transport'
import type { CloseProposal, DeclineReason } from './types'

/** A proposal that this client collects signatures for. It is in the journal, so it can be shared. */
export interface SharedProposal {
  /** The closing of the session. It is `collecting` until enough participants have signed, and then proceeds like any other. */
  readonly closing: Closing
  /** The proposal as a text that begins with `nlp1.`. It holds no signature, so anybody may see it. */
  readonly text: string
  /** Two groups of four characters, such as `K7QM-2XHT`. Participants who read the same code to each other see the same proposal. */
  readonly code: string
  /** Until when the others can sign, Unix milliseconds of this device's clock. Null while they only approve. */
  readonly signUntil: number | null
  /** Whether the participants approve the proposal in a room before anybody signs. */
  readonly isInRoom: boolean
  /** Who approves the proposal and is there now, in the spelling of the session. Always empty for one that travels by hand. */
  readonly approvedBy: readonly Address[]
  /**
   * Which other participants are in the room now, in the spelling of the session, as the relay has checked it by their signatures.
   * Null while nobody knows that: for a proposal that travels by hand, for a transport that does not check who listens, and while
   * the connection to the relay is down. It proves nothing about what they want.
   */
  readonly presentNow: readonly Address[] | null
  /** Who has signed, in the spelling of the session. The wallet of this client signs last. */
  readonly signedBy: readonly Address[]
  /**
   * Participants whose signature the node has refused, for example because another device has replaced the session key. They can
   * sign the same bytes again; in a room, the next round asks them by itself.
   */
  readonly refusedBy: readonly Address[]
  /** Weight that other participants still have to sign with. Zero once the signatures are enough. */
  readonly missingWeight: number
  /**
   * Participants who said that they do not sign. Nothing proves who wrote that, so participants who approve or have signed are left
   * out. The others may still be enough.
   */
  readonly declines: readonly NotedDecline[]
  /**
   * Calls the listener when approvals, signatures, declines or the people in the room have changed. For changes of the state, subscribe to `closing`.
   * @returns a function that stops listening
   */
  subscribe(listener: () => void): Unsubscribe
  /**
   * Enters the room again after a reload. Does nothing for a proposal that travels by hand, and for one that is in its room. If the
   * signatures are being sent, the room is entered once the node has refused one of them, or what was sent is certainly lost.
   * @throws `NOT_CONNECTED`
   */
  enter(transport: Transport): void
  /**
   * A link that opens the proposal on a page of your app, which passes it to `client.coSign`.
   * @param page URL of the page, without a fragment
   * @throws `PROPOSAL_MALFORMED`
   */
  link(page: string): string
  /** The text, or a link with it, as a QR code; null when it is too long to be read by a phone. */
  qrCode(page?: string): QrCode | null
}

/** The message of a participant who does not sign. */
export interface NotedDecline {
  /** In the spelling of the session. */
  readonly participant: Address
  readonly reason: DeclineReason
  /** At most 140 characters, to be shown as plain text; empty if there is none. */
  readonly note: string
}

/**
 * - `reviewed`: the proposal is checked. Nothing was signed
 * - `approved`, `declined`: the person has decided. No signature of this client can be used: those of earlier rounds have ended
 * - `signing`: the signature is being made and written into the journal
 * - `signed`: the submitter has the signature, or can have it, and may use it
 * - `landed`: the session was paid as this client signed
 * - `superseded`: the session was paid in another way
 * - `overpaid`: the node paid out more than was paid in
 * - `lapsed`: the signature can no longer be used, and the session is open. With the error `CLOSING_SPLIT_AGREED`, the first of two
 *   steps was taken: the new split stands
 * - `withdrawn`: like `lapsed`, because the person has withdrawn the signature
 * - `failed`: nothing was signed, for the reason in `error`
 */
export type CoSigningState =
  | 'reviewed' | 'approved' | 'declined' | 'signing' | 'signed'
  | 'landed' | 'superseded' | 'overpaid' | 'lapsed' | 'withdrawn' | 'failed'

/** A proposal of another participant: what it does, and what this person decides about it. */
export interface CoSigning {
  readonly proposal: CloseProposal
  /** What the signature does, as plain data for a screen. Another object once `foreignKeys` have changed. */
  readonly review: ProposalReview
  /** See `SharedProposal.code`. */
  readonly code: string
  readonly state: CoSigningState
  readonly error: NitroliteErrorInfo | null
  /**
   * Whether the person has declined, and has not approved since. In a room, this can be true while the state is still `signed`: the
   * signature can be used, and no other one follows it.
   */
  readonly hasDeclined: boolean
  /** Who is in the room in which the proposal is approved; null for a proposal that travels by hand. */
  readonly room: RoomPeople | null
  /** The closing that watches what becomes of the signature; null before `sign()`. */
  readonly closing: Closing | null
  /** Until when this client signs, Unix milliseconds of this device's clock. Null until the submitter asks for signatures. */
  readonly signUntil: number | null
  /**
   * Until when the signature can be used, Unix milliseconds of this device's clock. Null until the submitter asks. On a nitronode,
   * the time runs from the signature, and this is `Infinity` if the wallet itself signs.
   */
  readonly usableUntil: number | null
  /** Calls the listener with every change of the state or the review. @returns a function that stops listening */
  subscribe(listener: (state: CoSigningState) => void): Unsubscribe
  /**
   * Notes that the person approves. Nothing is signed. Approving again after a change of mind is possible. In a room, the
   * others are told, and this client signs by itself when the submitter asks within 15 minutes. The client's own proposal for
   * the session is cancelled then, unless it is being signed already.
   * @throws `PROPOSAL_CONFLICT` in a room while the client's own proposal is being signed; `NOT_CONNECTED`
   */
  approve(): void
  /**
   * Notes that the person does not sign. In a room, this is also possible while the state is `signed`: the signature can still be
   * used, and no other one is given after it. The state becomes `declined` once the signature is over.
   * @param note at most 140 characters for the submitter; control characters are left out. @default none
   * @returns a text for the submitter that begins with `nld1.`
   * @throws `PROPOSAL_CONFLICT` once the signature was given by hand, while a signature is made, and once the session is closed
   */
  decline(reason: DeclineReason, note?: string): string
  /**
   * Reads the session again, checks everything once more, signs, and writes the signature into the journal. If the journal fails
   * at that moment, this waits until the journal confirms that it has the signature. In a room, it waits until the submitter asks,
   * and signing happens without this call too.
   * @returns the encrypted signature as a text for the submitter that begins with `nlr1.`
   * @throws `PROPOSAL_NOT_APPROVED` before `approve()`, `PROPOSAL_…`, `SESSION_…`, `JOURNAL_…`, `WALLET_…`, and the errors of any
   * request. Nothing was signed then
   */
  sign(): Promise<string>
  /** A text for the submitter, or a link with it, as a QR code; null when it is too long to be read by a phone. */
  qrCode(text: string): QrCode | null
  /**
   * Ends the session key that signed, so that the submitter can no longer use the signature. On a ClearNode, the wallet is asked for
   * a new key at the next login; on a nitronode, it is asked to end the key. The submitter may be faster, and this client may not
   * know that yet: the state becomes `withdrawn` or `landed` about half a minute later.
   * @returns whether the withdrawal has begun. False if there is no signature that could be used, and once this client knows that the
   * session is closed. Nothing was changed then
   */
  withdraw(): boolean
}

/** The room in which the participants of a session meet. */
export interface ProposalRoom extends RoomPeople {
  /** Proposals of others, newest first, at most 16. Those that this client must not sign are left out, and reported as errors. */
  readonly proposals: readonly CoSigning[]
  /** Calls the listener when proposals change, and when participants come or go. For changes of its state, subscribe to a proposal. @returns a function that stops listening */
  subscribe(listener: () => void): Unsubscribe
  /**
   * Stops listening, and no longer signs what was approved. Approvals stay in the journal: they count again in the room for the rest
   * of their 15 minutes, and `decline()` takes one back. The transport stays open. Signatures that were given are still watched.
   */
  leave(): void
}

/** A signature or a collection of signatures that a wallet of this client holds for a session. The wallet cannot give another one meanwhile. */
export interface SigningSlot {
  /** `alone` for a closing that needs no other participant. */
  readonly role: 'alone' | 'submitter' | 'co-signer'
  readonly wallet: Address
  readonly allocations: readonly Allocation[]
  /** The proposal as it was shared; null for a closing alone, and for a submitter that has sent its signatures. */
  readonly text: string | null
  /** The encrypted signature of a co-signer, to be given to the submitter once more; null otherwise, and until it is signed. */
  readonly reply: string | null
  /**
   * When the wallet is expected to be free to sign another proposal for the session, if this one is not used: Unix milliseconds of
   * this device's clock. The client still asks the node before it frees the wallet. Null if nobody can say it: while nothing is
   * signed that ends by time, for a signature of the wallet itself on a nitronode, and while the wallet is not logged in.
   */
  readonly freeFrom: number | null
  /**
   * Ends the session key with which a co-signer has signed, so that the submitter can no longer use the signature. This is
   * `CoSigning.withdraw` for a page that was reloaded: the closing of the session ends as `failed` with `PROPOSAL_LAPSED` half a
   * minute later, unless the submitter was faster. The wallet is asked for a new key at the next login.
   * @returns whether the withdrawal has begun. False for other roles, once this client knows that the session is closed, while the
   * wallet is not logged in, and after a login with a new session key, which has ended the signature already
   */
  withdraw(): boolean
  /** The proposal, while this client collects signatures for it or sends them: also after a reload. Null otherwise. */
  readonly shared: SharedProposal | null
}

/** Closes sessions that need the signatures of several participants. */
export interface Cosigning {
  propose(request: ProposeRequest): Promise<SharedProposal>
  coSign(proposal: string | CloseProposal, options: CoSignOptions): Promise<CoSigning>
  joinRoom(sessionId: Hex | string, options: JoinRoomOptions): Promise<ProposalRoom>
  relay(options: ClientRelayOptions): Transport
  addSignature(reply: string): Promise<SharedProposal>
  slots(sessionId: Hex | string): Promise<readonly SigningSlot[]>
}
