import type { JournalAttempt, JournalDraft, JournalRecord } from '../../journal/journal'
import { attemptKey } from '../../journal/sameRecord'
import { withSignature as withLatest } from '../../cosigning/review/countedSignatures'
import { isSameAddress } from '../../sessions/participants'
import type { Address, Hex } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import type { Attempt, AttemptOutcome, Proposal } from '../types'

/**
 * The life of an attempt.
 * - `written`: in the journal; not one byte of it was sent
 * - `offered`: our signature was given to the submitter, who may send it
 * - `awaited`: sent, and its answer is not overdue
 * - `doubtful`: its answer is overdue, lost, or proves nothing. So is every attempt that another client wrote, unless its
 *   record says how the attempt ended
 * - `fenced`: the node can no longer start it, but may still be working on it
 * - `void`: it can no longer land, although no answer refused it
 * - `landed`, `refused`: known for certain
 */
export type AttemptStage = 'written' | 'offered' | 'awaited' | 'doubtful' | 'fenced' | 'void' | 'landed' | 'refused'

/** What is known of one attempt. */
export interface KnownAttempt {
  readonly attempt: Attempt
  readonly stage: AttemptStage
  /** What the node answered or remembers; null until then. */
  readonly outcome: AttemptOutcome | null
  /** When the attempt reached its stage. */
  readonly since: number
  /** This client sent it, with its own login. */
  readonly isOurs: boolean
}

/** What one participant has signed. */
export interface DraftSignature {
  readonly participant: Address
  readonly signer: Address
  /** One for each proposal of the draft. */
  readonly signatures: readonly Hex[]
  readonly policy: SessionKeyPolicy | null
  /** When the key ends, in Unix milliseconds. Null if it does not end, or the policy says when. */
  readonly endsAt: number | null
}

/** Bytes that are being signed, with the signatures so far. */
export interface Draft {
  /** Usually one. Several are signed in one sitting and sent one after the other. */
  readonly proposals: readonly Proposal[]
  /** Name of the socket that the attempt will be sent on. */
  readonly connection: string
  /** At most one signature of each participant. */
  readonly signatures: readonly DraftSignature[]
  /** When other participants sign too: until when the attempt can be sent. `Infinity` when one signature is enough. */
  readonly sendUntil: number
  /**
   * The journal holds the draft with these signatures. A draft that needs one signature only is not kept, because it is
   * written as an attempt at once.
   */
  readonly isKept: boolean
  /** What the submitter shares with the other participants; null when one signature is enough. */
  readonly shared: Pick<JournalDraft, 'text' | 'boxSalt'> | null
  /** Whose signature of these bytes the node has refused. */
  readonly refused: readonly RefusedSigner[]
}

/** A participant, and the address that the refused signature recovers to. */
export type RefusedSigner = NonNullable<JournalDraft['refused']>[number]

/** A draft that several participants sign. */
export type SharedDraft = Draft & { readonly shared: NonNullable<Draft['shared']> }

export const isShared = (draft: Draft | null): draft is SharedDraft => draft !== null && draft.shared !== null

/**
 * The draft of a record, for the client that takes up the record.
 * @param at now, on a clock that never jumps
 * @param now the same moment in Unix milliseconds
 */
export const draftFrom = ({ proposals, signatures, sendUntil, text, boxSalt, refused = [] }: JournalDraft, at: number, now: number): SharedDraft =>
  ({ proposals, signatures, connection: '', sendUntil: at + sendUntil - now, isKept: true, shared: { text, boxSalt }, refused })

/** What the node has decided about the attempt is known, and nothing later changes it. */
export const isCertain = ({ stage }: KnownAttempt): boolean => stage === 'landed' || stage === 'refused'

/** Not one byte of the attempt has reached a socket. */
export const isUnsent = ({ outcome }: KnownAttempt): boolean => outcome?.kind === 'refused' && outcome.error.code === 'NOT_CONNECTED'

const fromJournal = ({ attempt, outcome }: JournalAttempt, at: number): KnownAttempt => ({
  attempt, outcome, since: at, isOurs: false,
  stage: outcome?.kind === 'landed' || outcome?.kind === 'refused' ? outcome.kind : 'doubtful',
})

/**
 * The attempts of a record, with what is known beyond it. A client that takes over a record cannot know which attempts
 * were sent, so all of them count as sent. An attempt that this client has sent stays known even if the record lacks it. An attempt
 * that was never sent is dropped if the record lacks it, because the journal has refused it.
 */
export function mergeAttempts(known: readonly KnownAttempt[], record: JournalRecord, at: number): KnownAttempt[] {
  const stored = record.attempts.map(({ attempt }) => attempt)
  const lacking = known.filter(each => !isAmong(stored, each) && each.stage !== 'written')
  return [...lacking, ...record.attempts.map(entry => mergeAttempt(known.find(each => isAmong([entry.attempt], each)), fromJournal(entry, at)))]
}

function mergeAttempt(present: KnownAttempt | undefined, read: KnownAttempt): KnownAttempt {
  if (!present) return read
  if (isCertain(present)) return present
  return present.stage === 'written' || isCertain(read) ? { ...read, isOurs: present.isOurs } : present
}

export const isAmong = (attempts: readonly Attempt[], { attempt }: Pick<KnownAttempt, 'attempt'>): boolean =>
  attempts.some(each => attemptKey(each) === attemptKey(attempt))

/** The known attempts, and those that this client has made and that are not known yet. */
export const withWritten = (known: readonly KnownAttempt[], made: readonly Attempt[], at: number): readonly KnownAttempt[] => [
  ...known,
  ...made.filter(attempt => !isAmong(known.map(each => each.attempt), { attempt }))
    .map((attempt): KnownAttempt => ({ attempt, outcome: null, stage: 'written', since: at, isOurs: true })),
]

export const isSameSignature = (one: DraftSignature, other: DraftSignature): boolean =>
  one.participant === other.participant && one.signer === other.signer && one.signatures.join() === other.signatures.join()

/**
 * A participant who signs again replaces the earlier signature, unless the key of that one ends later. A signature that is there
 * already changes nothing: in a room, replies are repeated, and each change is written and announced, so everybody would repeat
 * their replies again. A signature that the node would refuse again changes nothing either.
 */
export function withSignature(draft: Draft, signature: DraftSignature): Draft {
  if (isRefusedAgain(draft, signature) || draft.signatures.some(present => isSameSignature(present, signature))) return draft
  const signatures = withLatest(draft.signatures, signature)
  return signatures === draft.signatures ? draft : { ...draft, isKept: false, signatures }
}

/** How many keys of one participant the node may refuse for the same bytes. Without a limit, a participant could make new keys without end. */
const MOST_REFUSED_KEYS = 2

/** The node has refused this signer for the same bytes, or too many keys of the same participant. */
export function isRefusedAgain({ refused }: Pick<Draft, 'refused'>, { participant, signer }: RefusedSigner): boolean {
  const ofParticipant = refused.filter(each => each.participant === participant)
  return ofParticipant.length >= MOST_REFUSED_KEYS || ofParticipant.some(each => isSameAddress(each.signer, signer))
}

const isOfSameBytes = ({ proposals }: Pick<Draft, 'proposals'>, { text }: Attempt): boolean =>
  proposals.some(proposal => proposal.text === text)

/** The newest attempt was made from this draft. */
export const isSource = (draft: Pick<Draft, 'proposals'>, attempts: readonly Pick<KnownAttempt, 'attempt'>[]): boolean => {
  const last = attempts.at(-1)
  return last !== undefined && isOfSameBytes(draft, last.attempt)
}

/** Signatures of the draft in a record are still collected: it has not been sent, or the node has refused what was sent of it. */
export const isStillCollected = ({ draft, attempts }: JournalRecord): boolean => draft !== undefined
  && attempts.every(({ attempt, outcome }) => outcome?.kind === 'refused' || !isOfSameBytes(draft, attempt))

/**
 * The draft with the signatures that another client has added to the record. Null if the record holds it as an attempt, which
 * may have been sent.
 */
export function mergeDraft(known: Draft | null, record: JournalRecord): Draft | null {
  if (!isShared(known)) return known
  const { draft, attempts } = record
  if (!draft) return attempts.length > 0 ? null : known
  if (!isStillCollected(record)) return null
  // Another client asks for signatures of other bytes.
  if (draft.text !== known.shared.text) return { ...known, isKept: false }
  const refused = [...known.refused, ...(draft.refused ?? []).filter(each => !isRefusedAgain(known, each))]
  const stored = draft.signatures.filter(signature => !isRefusedAgain({ refused }, signature))
  // The rule of `withSignature` decides between two signatures of a participant. The signature in the record came later.
  const usable = known.signatures.filter(signature => !isRefusedAgain({ refused }, signature))
  const signatures = stored.reduce<readonly DraftSignature[]>(withLatest, usable)
  const isStored = (signature: DraftSignature): boolean => draft.signatures.some(each => isSameSignature(each, signature))
  return { ...known, refused, signatures, isKept: signatures.every(isStored) && signatures.length === draft.signatures.length }
}
