import type { MaybeRefOrGetter } from 'vue'
import type { CoSigning, CoSigningState, SharedProposal, SigningSlot } from '../core/cosigning/api'
import type { ProposeRequest } from '../core/cosigning/options'
import type { QrCode } from '../core/cosigning/qrPath'
import type { Transport } from '../core/cosigning/transport'
import type { ProposalReview } from '../core/cosigning/review/reviewProposal'
import type { DeclineReason } from '../core/cosigning/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { Receipt } from '../core/receipts/types'
import type { Address } from '../core/types'
import type { NitroliteComposableOptions, ReadonlyRef } from './composableOptions'

/** Further options of one proposal. */
export type ProposeOptions = Omit<ProposeRequest, 'sessionId' | 'allocations'>

/** A proposal that signatures are collected for, as a screen shows it: a new object after every change. */
export interface ShownProposal extends Omit<SharedProposal, 'closing' | 'enter' | 'subscribe'> {
  /**
   * Takes what a participant has sent back: an encrypted signature or a decline, as `NitroliteClient.addSignature`.
   * @throws `PROPOSAL_GONE`, `SIGNATURE_…`, `PROPOSAL_MALFORMED`, `CLOSING_IN_PROGRESS`, `NOT_CONNECTED`
   */
  addSignature(reply: string): Promise<void>
}

/** Options of `useCoSign`. */
export interface UseCoSignOptions extends NitroliteComposableOptions {
  /** Who sends the signatures of this session, if the app knows that. @default anybody may */
  readonly submitter?: MaybeRefOrGetter<Address | null | undefined> | undefined
  /**
   * The longest time for which a signature may be used, in milliseconds.
   * @default 900_000
   */
  readonly longestLife?: MaybeRefOrGetter<number | undefined> | undefined
  /**
   * Where participants meet, for proposals that are approved before anybody signs: see `NitroliteClient.joinRoom`. The app closes
   * the transport. @default none: proposals and replies travel by hand
   */
  readonly transport?: MaybeRefOrGetter<Transport | null | undefined> | undefined
  /** The session in whose room proposals of others are looked for. Needs `transport`. @default none */
  readonly sessionId?: MaybeRefOrGetter<string | null | undefined> | undefined
}

/**
 * - `idle`: no proposal was opened
 * - `waiting`: a proposal was opened, and no wallet is logged in
 * - `opening`: the proposal is read and checked
 * - `refused`: it must not be signed, or it could not be read; `error` says why
 *
 * For the others, see `CoSigningState`. They are also those of a signature that was given before the page was reloaded.
 */
export type CoSignState = 'idle' | 'waiting' | 'opening' | 'refused' | CoSigningState

/** What `useCoSign` returns. */
export interface UseCoSignReturn {
  /**
   * Opens a proposal: a text that begins with `nlp1.`, or a link with such a text. It is read as soon as a wallet is logged
   * in, and once more for another wallet. Never rejects: a failure is shown in `error`.
   */
  open(proposal: string): Promise<void>
  /**
   * Opens the proposal in the fragment of the page's own address.
   * @returns whether there is one
   */
  openFromPage(): boolean
  /** Reads and checks the proposal once more, for example after the session has changed. */
  reopen(): Promise<void>
  /** Forgets the proposal, so that `state` is `idle`. A signature that was given is still watched by the client. */
  reset(): void
  readonly state: ReadonlyRef<CoSignState>
  /**
   * The proposals in the room of the session, newest first. The first one is shown by itself. Once that one has gone, only `choose`
   * shows another one of the session. Empty without `transport` and `sessionId`.
   */
  readonly proposals: ReadonlyRef<readonly CoSigning[]>
  /** Shows one of `proposals`. */
  choose(proposal: CoSigning): void
  /** Whether the proposal is approved in a room: the client then signs by itself when the submitter asks. */
  readonly isInRoom: ReadonlyRef<boolean>
  /**
   * Which other participants are in the room of the proposal now, or in that of `sessionId` while no proposal is shown: see
   * `RoomPeople.presentNow`. The submitter asks for signatures only while it is there. Null without a room, and where nobody knows it.
   */
  readonly presentNow: ReadonlyRef<readonly Address[] | null>
  /** What the signature does; null until the proposal was read and checked. */
  readonly review: ReadonlyRef<ProposalReview | null>
  /** See `SharedProposal.code`; null until the proposal was read. */
  readonly code: ReadonlyRef<string | null>
  /** Until when this client signs, Unix milliseconds of this device's clock; null while that is not known. */
  readonly signUntil: ReadonlyRef<number | null>
  /** Until when the signature can be used, Unix milliseconds of this device's clock; null while that is not known. */
  readonly usableUntil: ReadonlyRef<number | null>
  /**
   * Whether `sign` can succeed now: the proposal was checked, there is time left, no other signature for the session is in
   * use, and a wallet is logged in that is not the submitter's. Show no button for signing while it is false.
   */
  readonly canSign: ReadonlyRef<boolean>
  /** Whether there is a signature that may still be used, and a login with which `withdraw` could end its key. */
  readonly canWithdraw: ReadonlyRef<boolean>
  /**
   * Whether `decline` can be called now: while the person has not signed, and in a room also while the signature can still be used,
   * until the person has declined. No other signature is given for the proposal then.
   */
  readonly canDecline: ReadonlyRef<boolean>
  /** Whether the person has declined, also while an earlier signature can still be used: see `CoSigning.hasDeclined`. */
  readonly hasDeclined: ReadonlyRef<boolean>
  /** Why the proposal cannot be signed, how signing failed, or how the signature ended unused; otherwise null. */
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  /** The text to give back to the submitter, once the person has signed or declined; otherwise null. */
  readonly reply: ReadonlyRef<string | null>
  /** `reply` as a QR code; null without a reply, and when it is too long to be read by a phone. */
  readonly qrCode: ReadonlyRef<QrCode | null>
  /**
   * When the wallet is expected to be free for this proposal, while another signature for the session is in its way: see
   * `SigningSlot.freeFrom`. Null otherwise.
   */
  readonly freeFrom: ReadonlyRef<number | null>
  /** The receipt of the session, once it was paid; otherwise null. */
  readonly receipt: ReadonlyRef<Receipt | null>
  /** What this client has signed, or collects, for the session of the proposal. */
  readonly slots: ReadonlyRef<readonly SigningSlot[]>
  /**
   * Notes that the person approves what `review` shows. Nothing is signed. Never throws: a failure is shown in `error`. In a room,
   * the others are told.
   * @returns whether it was noted
   */
  approve(): boolean
  /**
   * Signs what was approved. Never rejects: a failure is shown in `error`.
   * @returns the encrypted signature for the submitter, or null if nothing was signed
   */
  sign(): Promise<string | null>
  /**
   * Notes that the person does not sign. In a room, this is also possible while a signature can still be used: no other one follows it.
   * @param note at most 140 characters for the submitter. @default none
   * @returns a text for the submitter, or null while `canDecline` is false
   */
  decline(reason: DeclineReason, note?: string): string | null
  /** Withdraws the signature, see `CoSigning.withdraw`. @returns whether that is possible */
  withdraw(): boolean
}
