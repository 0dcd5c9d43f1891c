import type { CoSigningState } from '../core/cosigning/api'
import type { DeclineReason } from '../core/cosigning/types'

/**
 * Where a proposal stands once the person has decided, or that it cannot be signed. A session that was paid has the titles
 * and texts of `<SessionCloser>`.
 */
export type CoSignOutcome = Extract<CoSigningState, 'approved' | 'declined' | 'signed' | 'lapsed' | 'withdrawn' | 'failed'> | 'refused'

/**
 * Every text of `<SessionCoSigner>`, and of the part of `<SessionCloser>` that collects signatures. The `labels` prop of
 * `<SessionCoSigner>` replaces any of them, and so does `labels.together` of `<SessionCloser>`.
 */
export interface TogetherLabels {
  /** Title of `<SessionCoSigner>`. */
  readonly title: string
  /** Names the code that people read to each other. */
  readonly code: string
  readonly codeHint: string
  /** Until when a co-signer can sign. */
  readonly signUntil: string
  /** Until when a signature can be used. */
  readonly usableUntil: string
  /** Time left, for example `4:59`. */
  readonly timeLeft: (left: string) => string
  readonly timeOver: string
  readonly copyText: string
  readonly copyLink: string
  /** Button that shows the QR code, and the name of its picture. */
  readonly qrCode: string
  /** Button that opens the share sheet of the device. */
  readonly shareSheet: string
  readonly saveFile: string

  /** Shown to a wallet that cannot close the session alone. */
  readonly proposeHint: (have: number, need: number) => string
  /** Button that asks whether to propose. */
  readonly propose: string
  readonly proposeTitle: string
  readonly proposeText: string
  readonly confirmPropose: string
  readonly collectingTitle: string
  readonly sendToOthers: string
  /** Names the field with the text of the proposal. */
  readonly proposalText: string
  /** How many participants with weight have signed, of how many, and what they weigh together. */
  readonly signedWeight: (signed: number, all: number, weight: number) => string
  readonly neededWeight: (need: number) => string
  /** What the submitter's own signature adds. */
  readonly ownWeight: (weight: number) => string
  readonly weight: (weight: number) => string
  readonly hasSigned: string
  readonly isMissing: string
  /** The node has refused the signature of a participant: short, for the list of signers. */
  readonly isRefused: string
  /** The same in a full sentence, and what follows. In a room, the next round asks this participant again by itself. */
  readonly refusedHint: (signer: string, isInRoom: boolean) => string
  /** The submitter signs last. */
  readonly signsLast: string
  /** A participant has declined, and why. */
  readonly declinedBecause: Readonly<Record<DeclineReason, string>>
  /** Names the field for the text that a participant has sent back. */
  readonly replyField: string
  readonly replyHint: string
  readonly addReply: string
  readonly replyAdded: string
  readonly cancelProposal: string
  /** Title while participants approve in a room, before anybody signs. */
  readonly gatheringTitle: string
  readonly gatheringText: string
  /** Shown while the clients of those who approve sign. */
  readonly roundText: string
  /** A participant approves the proposal in a room, and is there. */
  readonly approves: string
  /** A participant is in the room now, as the relay has checked it. */
  readonly isPresent: string
  readonly isAway: string
  /** Title of the list of the participants in a room, for a co-signer. */
  readonly roomPeople: string
  /** Marks the submitter in that list. */
  readonly collects: string
  /** The submitter is not in the room, so nobody is asked to sign. */
  readonly submitterAway: (submitter: string) => string

  /** Names the field for a proposal that the person has received. */
  readonly proposalField: string
  readonly proposalHint: string
  readonly openProposal: string
  readonly opening: string
  /** Shown before the person logs in. A ClearNode ends the session key of another device then. */
  readonly logInWithdraws: string
  /** Shown in a room while nobody has made a proposal. */
  readonly roomEmpty: string
  /** Names the list of the proposals in a room. */
  readonly proposalChoice: string
  /** What the signature does, in one sentence. */
  readonly effect: (submitter: string) => string
  readonly tableCaption: string
  readonly participant: string
  readonly now: string
  readonly afterwards: string
  readonly difference: string
  /** What happens without this person. `isEnough`: the others can close the session without them. */
  readonly withoutMe: (isEnough: boolean) => string
  /** Shown to the submitter, whose signature is not collected. */
  readonly ownProposal: string
  /** Nothing proves who has made the proposal. */
  readonly unprovenCreator: string
  /** Two addresses have the same first and last four digits. */
  readonly lookAlike: (one: string, other: string) => string
  /** The submitter does not take part in the session. */
  readonly strangeSubmitter: (submitter: string) => string
  readonly dataErased: string
  readonly dataChanged: string
  readonly dataBefore: string
  readonly dataAfter: string
  /** Two groups of participants could each close the session. */
  readonly canSplit: string
  /** It is not known whether they could. */
  readonly maySplit: string
  /** The wallet has a session key for this session that this device does not know. */
  readonly signedElsewhere: string
  readonly sign: string
  /** Button that approves a proposal in a room. Nothing is signed yet. */
  readonly approve: string
  /** Button that asks why the person does not sign. */
  readonly decline: string
  readonly declineTitle: string
  readonly declineReasons: Readonly<Record<DeclineReason, string>>
  readonly note: string
  readonly noteHint: string
  readonly confirmDecline: string
  /** What to do with the encrypted signature. */
  readonly giveReply: string
  /** What to do with the text of a decline. */
  readonly giveDecline: string
  /** Names the field with the text to give back. */
  readonly replyText: string
  /** Button that asks whether to withdraw the signature. */
  readonly withdraw: string
  readonly withdrawHint: string
  readonly confirmWithdraw: string
  /** Button that asks why the person gives no other signature for a proposal after the one that can still be used. */
  readonly doNotSignAgain: string
  readonly doNotSignAgainHint: string
  /** Shown once the person has said so. */
  readonly signsNoMore: string
  /** Label of the time from which the wallet can sign another proposal for the session. */
  readonly freeFrom: string
  /** Shown with the receipt, where the session was paid as this person has signed. */
  readonly paidAsSigned: string
  readonly outcomeTitle: Readonly<Record<CoSignOutcome, string>>
  /** For `failed` and `refused`, the text of the error is shown instead. */
  readonly outcomeText: Readonly<Record<Exclude<CoSignOutcome, 'failed' | 'refused'>, string>>
  readonly anotherProposal: string
}

/** Any of the texts of signing together, and any members of the groups. */
export type TogetherLabelOverrides = {
  readonly [K in keyof TogetherLabels]?: TogetherLabels[K] extends string | ((...values: never[]) => unknown)
    ? TogetherLabels[K]
    : Partial<TogetherLabels[K]>
}
