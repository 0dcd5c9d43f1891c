import { NitroliteError } from '../../core/errors/errors'
import { fingerprintOf, fingerprintOfPlan } from '../../core/closing/request'
import type { ComputedCloseRequest } from '../../core/closing/request'
import { isOver } from '../../core/closing/states'
import type { Closing } from '../../core/closing/types'
import { unusableError, type JournalEntry } from '../../core/journal/journal'
import { isSameAddress } from '../../core/sessions/participants'
import { keptRows, roomAllocations } from '../result/roomAllocations'
import { isAlone, meetAgain, proposeRoom } from './beginTogether'
import type { PooledConnection } from './connectionPool'
import type { MeetingParts } from './meeting'
import type { OpenRoom } from './openRoom'
import { isArchivedEnding } from './outcome'

/** What a room becomes when it is begun: a closing, or null if the room waits for a place to meet its players, or has ended. */
export interface Beginning {
  readonly closing: Closing | null
}

function requestOf({ stored, allocations }: OpenRoom, followers: number): ComputedCloseRequest {
  const { sessionId, result, sessionData } = stored.request
  return {
    sessionId,
    ...sessionData !== undefined && { sessionData },
    // A closing of the same session with the same rows is joined.
    allocations: allocations ?? (result.kind === 'rows' ? result.allocations : []),
    allocate: (session, deposits) => keptRows(session, allocations) ?? roomAllocations(session, result, deposits),
    followers,
  }
}

/** @throws `CLOSING_IN_PROGRESS` if the session is closed with other amounts, `AUTH_REQUIRED` if another wallet has begun the closing */
async function resume(
  room: OpenRoom, { client, journal }: PooledConnection, entry: JournalEntry, meeting: MeetingParts | null,
): Promise<Beginning> {
  const { plan, closingId } = entry.record
  const { sessionId, sessionData } = room.stored.request
  const isOurs = room.allocations !== null
    && fingerprintOf({ allocations: room.allocations, ...sessionData !== undefined && { sessionData } }) === fingerprintOfPlan(plan)
  if (!isOurs) throw new NitroliteError('CLOSING_IN_PROGRESS')
  if (client.account === null) throw new NitroliteError('NOT_CONNECTED')
  if (!isSameAddress(client.account, plan.wallet)) throw new NitroliteError('AUTH_REQUIRED')
  if (plan.together && meeting && !meeting.places.take(room, entry.record.attempts.length > 0)) {
    // Nothing was sent, so no outcome is unknown.
    room.hasRecord = false
    return { closing: null }
  }
  room.closingId = closingId
  room.sentAt ??= entry.record.attempts[0]?.attempt.ts ?? null
  const withdraw = journal.offer(room.key, entry)
  try {
    await client.closings.resume()
  }
  finally {
    withdraw()
  }
  const closing = client.closings.get(sessionId)
  if (closing?.id !== closingId) throw new NitroliteError('CLOSING_IN_PROGRESS')
  // The client has finished this closing and does not take it up again, but its record could not be removed then. Its ending is in
  // the row before the record leaves the journal.
  const snapshot = closing.snapshot()
  const canRemove = isOver(snapshot) && snapshot.receipt !== null && (room.unsaved !== null || room.hasEnding)
  if (canRemove) await journal.remove(room.key, entry.revision)
  if (plan.together && meeting) await meetAgain(room, client, meeting)
  return { closing }
}

/**
 * Begins the closing of a room, or continues the closing that the journal holds. A room without a record and without an ending was not
 * sent, or was refused, so its closing is planned. A record that cannot be used counts as a record.
 * @param followers how many other rooms wait for the connection
 * @throws why the room cannot be begun now
 */
export async function beginClosing(
  room: OpenRoom, connection: PooledConnection, meeting: MeetingParts | null, followers: number,
): Promise<Beginning> {
  const { client, journal } = connection
  const entry = room.mayHaveRecord ? await journal.read(room.key) : null
  // The journal may have removed the record, or never written it, without being able to say so.
  room.hasRecord = entry !== null
  const { ending } = room.stored
  if (entry && isArchivedEnding(ending)) {
    // The worker that has archived the room could not remove its record any more. Another client may have begun a closing since.
    if (entry.record.closingId === ending?.entry?.closingId) await journal.remove(room.key, entry.revision)
    room.hasRecord = false
    return { closing: null }
  }
  if (entry) return resume(room, connection, entry, meeting)
  const unusable = room.stored.state === 'sent' && journal.unusable?.find(({ key }) => key === room.key)
  if (unusable) throw unusableError(unusable)
  if (room.hasEnding) return { closing: null }
  if (meeting) {
    const session = await client.sessions.get(room.stored.sessionId)
    if (client.account === null) throw new NitroliteError('NOT_CONNECTED')
    if (!isAlone(session, client.account)) return proposeRoom(room, client, session, meeting)
  }
  return { closing: client.close(requestOf(room, followers)) }
}
