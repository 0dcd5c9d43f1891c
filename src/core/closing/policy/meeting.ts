import { NitroliteError } from '../../errors/errors'
import { isNothingToClose } from '../../errors/groups'
import { describeSplit } from '../../sessions/allocations'
import type { Allocation } from '../../sessions/types'
import { isOver as hasEnded } from '../states'
import type { ClosingSnapshot } from '../types'
import { MOST_RESTARTS } from './pauses'

/** A closing of the same session that this client now works on or lists. Two requests with equal fingerprints ask for the same. */
export interface PresentClosing {
  readonly fingerprint: string
  /** The new split that the node holds already; null when it holds none. */
  readonly agreed: readonly Allocation[] | null
}

/** What is known about a request to close a session that another client is closing, or may have closed. */
export interface Meeting {
  readonly fingerprint: string
  /**
   * Why the closing of the request ended before anything was sent. `SESSION_NOT_OPEN`: the session is closed, perhaps by a client
   * that has died since and whose record is still in the journal. `CLOSING_IN_PROGRESS`: another client is closing it.
   */
  readonly refusal: NitroliteError
  /** The request names the application data of the session. Reports of other clients do not say which data they ask for. */
  readonly hasSessionData: boolean
  /** How often the request was begun again without a sign of another client. */
  readonly restarts: number
  /**
   * The record of the session in the journal. `taken up`: this client works on its closing, or lists it, unless that closing
   * has ended. A record of another protocol means nothing to this client.
   */
  readonly record: 'not read' | 'none' | 'found' | 'taken up' | 'of another protocol'
  /** Why the record could not be read; null if it could. */
  readonly failure: NitroliteError | null
  /** What the other client has reported last; null if it has not reported anything. */
  readonly heard: ClosingSnapshot | null
  /** What that report asks for; null if it does not say so. */
  readonly heardFingerprint: string | null
  /** The other client has not reported anything for a while. */
  readonly isSilent: boolean
}

/** What changes by itself. */
export interface MeetingMoment {
  readonly present: PresentClosing | null
  /** The caller no longer wants the closing, or another wallet than the caller's is logged in. */
  readonly isWithdrawn: boolean
}

/** What to do about the request. All but the first three actions end the meeting. */
export type MeetingAction =
  | { readonly do: 'read record' }
  /** Works on the closing of the record, or lists it. */
  | { readonly do: 'take up record' }
  | { readonly do: 'await report' }
  | { readonly do: 'withdraw' }
  /** The request becomes the present closing. */
  | { readonly do: 'join' }
  /** The request ends as the other client has reported. */
  | { readonly do: 'end as heard', readonly heard: ClosingSnapshot }
  /** The other client has ended without a trace, so the request is begun once more. */
  | { readonly do: 'begin again', readonly restarts: number }
  | { readonly do: 'fail', readonly error: NitroliteError }

/** A request that asks for the same as the other client joins that client's closing. Any other request fails. Pure. */
export function nextOfMeeting(meeting: Meeting, { present, isWithdrawn }: MeetingMoment): MeetingAction {
  const { record, heard, fingerprint, refusal } = meeting
  if (isWithdrawn) return { do: 'withdraw' }
  const isOver = isNothingToClose(refusal.code)
  if (meeting.failure) return { do: 'fail', error: isOver ? refusal : meeting.failure }
  if (!present && record === 'not read') return { do: 'read record' }
  if (record === 'of another protocol') return { do: 'fail', error: isOver ? refusal : otherRequest(null) }
  if (!present && record === 'found') return { do: 'take up record' }
  const other = present?.fingerprint ?? meeting.heardFingerprint
  if (other !== null && other !== fingerprint) return { do: 'fail', error: isOver ? refusal : otherRequest(present) }
  if (present) return { do: 'join' }
  if (heard?.receipt && hasEnded(heard) && !meeting.hasSessionData) return { do: 'end as heard', heard }
  // No client of this journal is closing the session, and it would not be open for another try.
  if (isOver) return { do: 'fail', error: refusal }
  // The other client has not written a record yet, or has ended.
  if (meeting.restarts === MOST_RESTARTS) return { do: 'fail', error: otherRequest(null) }
  return meeting.isSilent ? { do: 'begin again', restarts: meeting.restarts + 1 } : { do: 'await report' }
}

/** Why a request for other allocations cannot join the closing of the session. */
export const otherRequest = (present: PresentClosing | null): NitroliteError => present?.agreed
  ? new NitroliteError('CLOSING_SPLIT_AGREED', { split: describeSplit(present.agreed) })
  : new NitroliteError('CLOSING_IN_PROGRESS')
