import type { CoSignState } from '../../composables/types'
import type { ProposalReview } from '../../core/cosigning/review/reviewProposal'
import type { DeclineReason } from '../../core/cosigning/types'
import type { Transport } from '../../core/cosigning/transport'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { Receipt } from '../../core/receipts/types'
import type { Address } from '../../core/types'
import type { TogetherLabelOverrides } from '../../texts/togetherLabels'
import type { ParticipantNames } from '../session-closer/model/accounts'

/** Props of `<SessionCoSigner>`. */
export interface SessionCoSignerProps {
  /**
   * The proposal: a text that begins with `nlp1.`, or a link with such a text. With null, the person is asked for it.
   * @default the fragment of the page's own address
   */
  proposal?: string | null | undefined
  /**
   * Where participants meet, such as `await client.relay({ url })` or `createBroadcastTransport()`: the person approves there, and
   * the app signs by itself when it is asked. The app closes the transport. @default none: proposals and replies travel by hand
   */
  transport?: Transport | null | undefined
  /** The session in whose room proposals of others appear by themselves. Needs `transport`. @default none */
  sessionId?: string | null | undefined
  /** Who sends the signatures of this session, if the app knows that. Proposals of others are refused then. @default anybody may */
  submitter?: Address | undefined
  /** The longest time for which a signature may be used, in milliseconds. @default 900_000 */
  longestLife?: number | undefined
  /** Labels that replace those of the language. @default none */
  labels?: TogetherLabelOverrides | undefined
  /**
   * Names of participants: by address in upper or lower case, or a function. They are shown beside the addresses.
   * @default none
   */
  names?: ParticipantNames | undefined
  /** How numbers and times are written, as `UseAllocationsOptions.locale`. @default the language of the app's `texts` */
  locale?: string | undefined
}

/** Events of `<SessionCoSigner>`. */
export interface SessionCoSignerEmits {
  /** The person has signed. `reply` is the encrypted signature for the submitter: it begins with `nlr1.`. */
  signed: [reply: string]
  /** The person approves the proposal in a room. Nothing is signed yet. */
  approved: []
  /** The person does not sign. `reply` is a text for the submitter: it begins with `nld1.`. */
  declined: [reply: string]
  /** The proposal cannot be signed, or signing failed. Nothing was signed. */
  failed: [error: NitroliteErrorInfo]
  /** The session was paid: as this person has signed, in another way, or too much; see `receipt.result`. */
  paid: [receipt: Receipt]
}

/** Slots of `<SessionCoSigner>`; each replaces one part. */
export interface SessionCoSignerSlots {
  /** `headingId` must be the id of the heading that names the component. */
  header?: (props: { headingId: string, sessionId: string | null }) => unknown
  /** Shown while there is no proposal. */
  empty?: (props: { open: (proposal: string) => void }) => unknown
  /**
   * What the proposal does, with its buttons. `sign` and `decline` are null while the proposal cannot be signed, and `error`
   * says why.
   */
  review?: (props: {
    review: ProposalReview
    code: string
    signUntil: number | null
    usableUntil: number | null
    error: NitroliteErrorInfo | null
    /** In a room, this approves. */
    sign: (() => void) | null
    decline: ((reason: DeclineReason, note?: string) => void) | null
  }) => unknown
  /** The text to give back to the submitter. */
  reply?: (props: { text: string, state: CoSignState }) => unknown
  /** What has become of the signature, or why the proposal cannot be signed. */
  outcome?: (props: { state: CoSignState, error: NitroliteErrorInfo | null, receipt: Receipt | null }) => unknown
}
