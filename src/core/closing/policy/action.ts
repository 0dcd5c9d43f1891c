import type { RenewalReason } from '../../connection/types'
import type { NitroliteError } from '../../errors/errors'
import { isShownByStatus } from '../../errors/groups'
import type { HistoryEntry } from '../../history/types'
import type { Attempt, ClosingRecovery } from '../types'
import type { Receipt } from '../../receipts/types'
import type { SharedDraft } from './attempts'

/** Which connection reads: the wallet's own, or the witness that is logged in with a throw-away wallet. */
export type Reader = 'wallet' | 'witness'

/** Actions that wait for evidence or for time. They need no work of their own. */
export type Waiting =
  /** Waits for the answer to an attempt. */
  | { readonly do: 'await answer' }
  /** Waits until enough participants approve and are there. */
  | { readonly do: 'gather', readonly until: number }
  /** Waits until a time for the signatures of other participants. */
  | { readonly do: 'collect', readonly draft: SharedDraft, readonly until: number }
  /** Waits until a time, or until the moment changes. `phase` and `expectedAt` are for people. */
  | { readonly do: 'wait', readonly until: number, readonly phase: ClosingRecovery['phase'] | null, readonly expectedAt: number | null }
  /** Waits between two submissions for the person's decision. */
  | { readonly do: 'hold', readonly until: number }

/** Actions that do something and yield evidence. */
export type Work =
  /** Waits until no other client works on the closing. */
  | { readonly do: 'take turn' }
  /** Reads the session, checks the request, and plans the submissions. */
  | { readonly do: 'plan' }
  /** Makes the bytes that several participants sign. */
  | { readonly do: 'stamp' }
  /** Reads whether the session is still the one that the participants approve or sign. */
  | { readonly do: 'check session' }
  /** Tells the participants in the room that the proposal is given up, before this client ends and the app closes the transport. */
  | { readonly do: 'tell others' }
  /** Writes the draft into the journal, with the signatures so far. */
  | { readonly do: 'keep draft', readonly draft: SharedDraft }
  /** Writes the first record of a closing that several participants sign, before it is shared or signed. */
  | { readonly do: 'take slot' }
  /** Gives our signatures to the submitter. */
  | { readonly do: 'offer', readonly attempts: readonly Attempt[] }
  /** Asks the signer of this client. `isFresh`: with the longest window that the node allows. */
  | { readonly do: 'sign', readonly submission: string, readonly isFresh: boolean }
  /**
   * Writes attempts into the journal: the submissions that were signed in one sitting, or one more attempt with the signatures of an
   * earlier one.
   */
  | { readonly do: 'write', readonly attempts: readonly Attempt[] }
  | { readonly do: 'send', readonly attempt: Attempt }
  /** Reads the session's status and the outcomes of attempts. */
  | { readonly do: 'look', readonly attempts: readonly Attempt[], readonly by: Reader }
  /** Asks whether the node can still start attempts. */
  | { readonly do: 'probe', readonly attempts: readonly Attempt[], readonly by: Reader }
  /**
   * Logs in again over a new socket: in place of the login that made the last signature and is over, or of the present one, whose
   * socket is stuck.
   */
  | { readonly do: 'renew', readonly reason: RenewalReason }
  /** Stops between two submissions. */
  | { readonly do: 'agree', readonly error: NitroliteError }
  /** Takes up the second submission after a stop. */
  | { readonly do: 'continue' }
  | { readonly do: 'read payouts', readonly by: Reader }
  | { readonly do: 'read record' }
  /** Looks up in the history how another client ended the closing. */
  | { readonly do: 'look up ending' }
  /** Writes how the closing was paid into the history. */
  | { readonly do: 'keep ending', readonly result: Receipt['result'] }
  /** Writes into the history that the person has archived the closing, unless the history says how it ended. */
  | { readonly do: 'archive' }
  | { readonly do: 'remove record' }

/** What to do now: exactly one thing at a time. */
export type Action = Waiting | Work | { readonly do: 'end', readonly as: Ending }

/** How a closing ends. */
export type Ending =
  | { readonly state: 'failed' | 'cancelled', readonly error: NitroliteError }
  /** With the receipt of its payouts. */
  | { readonly state: 'paid' }
  /** As another client ended it, according to the history. */
  | { readonly state: 'as in history', readonly entry: HistoryEntry }
  /** As the client that worked on it reported. */
  | { readonly state: 'as heard' }

/** The action waits: there is nothing to perform. */
export const isWaiting = (action: Action): action is Waiting =>
  action.do === 'await answer' || action.do === 'gather' || action.do === 'collect' || action.do === 'wait' || action.do === 'hold'

/** The witness reads, because the wallet's own connection was missing or stuck when the reading began. */
export const isReadByWitness = (action: Action): boolean =>
  (action.do === 'look' || action.do === 'probe' || action.do === 'read payouts') && action.by === 'witness'

/** Work that is never given up half-way, because it would be unknown what the store or the node has received. */
export const isUninterruptible = ({ do: name }: Action): boolean =>
  name === 'write' || name === 'send' || name === 'take slot' || name === 'keep draft' || name === 'offer' || name === 'remove record' || name === 'keep ending' || name === 'archive'

/** The closing gives up with this action. Its snapshot then holds the error. */
const isGivingUp = ({ do: name }: Action): boolean => name === 'agree' || name === 'remove record' || name === 'end'

/**
 * Whether an error of a failed action is reported. An error that ends the closing, or stops it between two submissions, is in the
 * snapshot instead. Waiting for a login is not an error: while a person confirms in the wallet, such an error would be reported
 * twice a second.
 * @param following what the closing does next
 */
export const isReported = ({ code }: NitroliteError, following: Action | null): boolean =>
  !isShownByStatus(code) && !(following && isGivingUp(following))

const idsOf = (attempts: readonly Pick<Attempt, 'requestId'>[]): string => attempts.map(({ requestId }) => requestId).join(',')

/** The parameters of an action in one line, without bytes or signatures. */
export function describeAction(action: Action): string {
  switch (action.do) {
    case 'sign': return `${action.submission}${action.isFresh ? ', longest window' : ''}`
    case 'write':
    case 'offer': return `${action.attempts.length === 1 ? 'attempt' : 'attempts'} ${idsOf(action.attempts)}`
    case 'send': return `attempt ${action.attempt.requestId}`
    case 'keep draft':
    case 'collect': return `${action.draft.signatures.length} signatures of ${idsOf(action.draft.proposals)}`
    case 'look':
    case 'probe': return `attempts ${idsOf(action.attempts)} by ${action.by}`
    case 'renew': return action.reason
    case 'keep ending': return action.result
    case 'agree': return action.error.code
    case 'read payouts': return `by ${action.by}`
    case 'wait': return `until ${action.until}${action.phase ? `, ${action.phase}` : ''}${action.expectedAt === null ? '' : `, expected ${action.expectedAt}`}`
    case 'hold': return `until ${action.until}`
    case 'end': return 'error' in action.as ? `${action.as.state}, ${action.as.error.code}` : action.as.state
    case 'await answer':
    case 'take turn':
    case 'plan':
    case 'gather':
    case 'stamp':
    case 'check session':
    case 'tell others':
    case 'take slot':
    case 'continue':
    case 'read record':
    case 'look up ending':
    case 'archive':
    case 'remove record': return ''
  }
}

const endOf = (action: Action): number | null => 'until' in action ? action.until : null

/** Two actions would do the same, so the one under way need not be begun again. */
export const isSameAction = (one: Action, other: Action): boolean =>
  one.do === other.do && describeAction(one) === describeAction(other) && endOf(one) === endOf(other)
