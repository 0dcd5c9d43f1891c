import { isOver } from '../../core/closing/states'
import type { Closing, ClosingSnapshot } from '../../core/closing/types'
import { isRecordUnusable } from '../../core/errors/groups'
import { describeError, toNitroliteError, type NitroliteErrorInfo } from '../../core/errors/errors'
import type { JournalRecord } from '../../core/journal/journal'
import type { Receipt } from '../../core/receipts/types'
import { beginClosing } from './beginClosing'
import type { PooledConnection } from './connectionPool'
import type { RoomHappening } from './events'
import type { MeetingParts } from './meeting'
import type { RoomEnding } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { areRowsRefused, isJournalFailure, isNodeFailure, isRepeatable } from './outcome'
import { endOf } from './roomView'

/** What a room needs from its worker while it is being closed. */
export interface RoomRunParts {
  /** How the players of rooms are met; null if this wallet closes all rooms alone. */
  readonly meeting: MeetingParts | null
  /** The worker has ended, so other workers may have the room. */
  isOver(): boolean
  /** The worker still owns its rooms, as far as it can know. */
  isOwner(): boolean
  emit(room: OpenRoom, happening: RoomHappening): void
  /** Unix milliseconds. */
  now(): number
  /** The room has ended in a way that a person should hear of. */
  alarm(room: OpenRoom, kind: 'overpaid' | 'superseded', receipt: Receipt | null): void
  /** How many rooms wait for the connection of a room. */
  queuedWith(room: OpenRoom): number
  /** The room no longer needs its place among the running ones: it has ended, or its outcome is unknown. */
  leaveLane(room: OpenRoom): void
  /** The node has answered, or could not be asked. */
  noteNode(isAnswering: boolean): void
  /** The room waits for its players, or for a place to meet them. `hasAsked`: the node has answered what the room has asked before. */
  noteWaiting(hasAsked: boolean): void
  /** Nothing was paid, and the room is to be tried again after a pause. */
  repeat(room: OpenRoom): void
  /** The room has ended without a payment, for good. */
  fail(room: OpenRoom, state: 'failed' | 'cancelled', error: NitroliteErrorInfo): void
  /** Nothing about the closing changes any more. */
  finish(room: OpenRoom): void
}

/** Reports bytes that were made for a room, and who has signed them. Called before they are written down. */
export function reportRecord(room: OpenRoom, { plan, attempts, draft }: JournalRecord, emit: RoomRunParts['emit']): void {
  const attempt = attempts.at(-1)?.attempt
  const isNew = attempt !== undefined && attempts.length > room.attempts
  room.attempts = attempts.length
  room.sentAt ??= attempts[0]?.attempt.ts ?? null
  // An attempt no longer says which players have signed. The record before it did.
  const signers = new Set(draft ? draft.signatures.map(({ participant }) => participant.toLowerCase()) : isNew ? [...room.signers, plan.wallet.toLowerCase()] : [])
  const hasMore = signers.size > room.signers.size
  room.signers = draft ? signers : new Set()
  if (attempt && isNew) emit(room, { type: 'room.stamped', requestId: attempt.requestId, ts: attempt.ts })
  if (!isNew && !hasMore) return
  const { participants, quorum } = plan.session
  const have = participants.filter(({ address }) => signers.has(address.toLowerCase())).reduce((sum, { weight }) => sum + weight, 0)
  emit(room, { type: 'room.signed', have, need: quorum })
}

/**
 * Reports an ending that is stored already, and that nobody may have heard of: the earlier worker may have died, or this worker could not
 * follow the closing when it ended.
 */
function reportEnding(room: OpenRoom, { state, error, entry }: RoomEnding, { emit, alarm }: RoomRunParts): void {
  const receipt = entry?.receipt ?? null
  const hadEnded = room.isEndKnown
  room.isEndKnown = true
  switch (state) {
    case 'closed':
      if (receipt) emit(room, { type: 'room.closed', receipt, hadEnded })
      return
    case 'superseded':
    case 'overpaid':
      emit(room, { type: `room.${state}`, receipt, hadEnded })
      return alarm(room, state, receipt)
    case 'failed':
    case 'cancelled': return emit(room, { type: 'room.failed', error: error ?? describeError('CLOSING_UNKNOWN'), isRepeated: false, hadEnded })
  }
}

/** Begins the closing of a room, and follows it to its end. Never rejects. */
export async function runRoom(room: OpenRoom, connection: PooledConnection, parts: RoomRunParts): Promise<void> {
  try {
    const { closing } = await beginClosing(room, connection, parts.meeting, parts.queuedWith(room))
    // The next worker that takes the room finds out what became of the closing.
    if (parts.isOver()) return room.stopFollowing()
    if (closing) return followClosing(room, closing, parts)
    if (parts.meeting?.places.isWaiting(room)) {
      room.note(parts.now(), 'waits for a place', 'too many rooms meet their players')
      parts.noteWaiting(false)
      return parts.leaveLane(room)
    }
    const ending = room.lastEnding ?? room.stored.ending
    if (ending) reportEnding(room, ending, parts)
    room.view.show(endOf({ ending }))
    parts.leaveLane(room)
    parts.finish(room)
  }
  catch (thrown) {
    if (parts.isOver()) return room.stopFollowing()
    endWithout(room, 'failed', toNitroliteError(thrown, 'LIBRARY_DEFECT').info, parts)
  }
}

/** The error that a room shows. A worker that was suspended and has lost its rooms cannot write to their journal, but the journal needs no repair. */
const errorOfRoom = <E extends NitroliteErrorInfo | null>(error: E, { stored: { roomId } }: OpenRoom, { isOwner }: RoomRunParts): E | NitroliteErrorInfo =>
  isJournalFailure(error?.code) && !isOwner() ? describeError('ROOM_TAKEN_OVER', { roomId }) : error

/** The closing has ended without a payment. */
function endWithout(room: OpenRoom, state: 'failed' | 'cancelled', cause: NitroliteErrorInfo, parts: RoomRunParts): void {
  const error = errorOfRoom(cause, room, parts)
  parts.noteNode(!isNodeFailure(error.code))
  // A worker with another version, or a person, finds out what the record says.
  if (isRecordUnusable(error.code)) room.hasRecord = true
  // Rows that were refused twice were not outdated.
  const areOutdated = areRowsRefused(error.code) && !room.wereRowsRefused
  // While the journal may hold a record, only its closing can tell how the room ends.
  const isRepeated = isRepeatable(error.code) || areOutdated || room.hasRecord
  room.setAside()
  if (isRepeated && !room.hasRecord) room.discardRows(areOutdated)
  room.note(parts.now(), isRepeated ? 'failed, is tried again' : 'failed', error.code)
  parts.emit(room, { type: 'room.failed', error, isRepeated, hadEnded: false })
  parts.leaveLane(room)
  if (isRepeated) parts.repeat(room)
  else parts.fail(room, state, error)
}

function followClosing(room: OpenRoom, closing: Closing, parts: RoomRunParts): void {
  room.closing = closing
  const see = follower(room, closing, parts)
  const stop = closing.subscribe((snapshot) => {
    see(snapshot)
    if (isOver(snapshot)) stop()
  })
  see(closing.snapshot())
}

/** Turns the snapshots of a closing into what the room shows and reports. */
function follower(room: OpenRoom, closing: Closing, parts: RoomRunParts): (snapshot: ClosingSnapshot) => void {
  const { emit } = parts
  let state: ClosingSnapshot['state'] | null = null

  /** @returns whether the end was known before */
  function noteEnd(): { readonly hadEnded: boolean } {
    const hadEnded = room.isEndKnown
    room.isEndKnown = true
    return { hadEnded }
  }

  function enter(snapshot: ClosingSnapshot): void {
    const { receipt } = snapshot
    const error = errorOfRoom(snapshot.error, room, parts)
    switch (snapshot.state) {
      case 'planning':
      case 'signing':
        return
      // Players may take hours, and need no place meanwhile.
      case 'collecting':
        parts.noteWaiting(!snapshot.isResumed)
        return parts.leaveLane(room)
      case 'submitting': return emit(room, { type: 'room.submitted' })
      case 'confirming':
      case 'agreed':
        if (!snapshot.isResumed) parts.noteNode(false)
        emit(room, { type: 'room.confirming', error })
        return parts.leaveLane(room)
      case 'paying': return parts.noteNode(true)
      case 'closed':
        if (receipt) emit(room, { type: 'room.closed', receipt, ...noteEnd() })
        parts.noteNode(true)
        return parts.leaveLane(room)
      case 'superseded':
      case 'overpaid':
        emit(room, { type: `room.${snapshot.state}`, receipt, ...noteEnd() })
        parts.alarm(room, snapshot.state, receipt)
        return parts.leaveLane(room)
      case 'failed':
      case 'cancelled':
        return endWithout(room, snapshot.state, error ?? describeError('CLOSING_UNKNOWN'), parts)
    }
  }

  return (snapshot) => {
    // The room was put back, or the worker has ended.
    if (room.closing !== closing) return
    const hasRows = room.view.snapshot().allocations.length > 0
    if (snapshot.allocations.length > 0 && !hasRows) {
      room.view.show({ allocations: snapshot.allocations })
      if (!snapshot.isResumed) emit(room, { type: 'room.planned', allocations: snapshot.allocations })
    }
    const { state: next, receipt } = snapshot
    const error = errorOfRoom(snapshot.error, room, parts)
    const isUnpaidEnd = receipt === null && (next === 'failed' || next === 'cancelled')
    // The room may be tried again after such an end. `endWithout` decides that, and shows the end if it is the last one.
    if (!isUnpaidEnd) room.view.show({ state: next, error, receipt })
    if (next !== state) {
      state = next
      enter(snapshot)
    }
    if (!isUnpaidEnd && isOver(snapshot) && room.closing === closing) parts.finish(room)
  }
}
