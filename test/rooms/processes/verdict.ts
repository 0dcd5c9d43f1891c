import type { StoredRoom } from '../../../src/node'
import { judge, type EmbeddedAmount, type JudgedNode } from '../../../src/testing'
import type { WantedRoom } from './plan'

/** A room, and the session that it has on the node. */
export interface JudgedRoom extends WantedRoom {
  readonly roomId: string
  readonly sessionId: string
}

/** Rows without zeros, in a fixed order, as text. */
const textOf = (rows: readonly EmbeddedAmount[]): string => JSON.stringify(rows
  .filter(({ amount }) => Number(amount) !== 0)
  .map(({ participant, asset, amount }) => [participant.toLowerCase(), asset, amount])
  .sort())

/** Whether a row says the truth about a session that was paid once. Null if it does. */
function untruth({ pays }: JudgedRoom, stored: StoredRoom, { closes, closesByOthers, payouts }: ReturnType<typeof judge>, isRestored: boolean): string | null {
  const { state, ending } = stored
  const isAsAsked = textOf(payouts) === textOf(pays)
  if (state === 'closed') return isAsAsked && ending?.entry?.receipt?.result === 'closed' ? null : 'says "closed", but was paid in another way'
  if (state === 'superseded') return !isAsAsked && closesByOthers === 1 ? null : 'says "superseded", but was paid as asked'
  // The session was closed before this room was begun: by others, or by a worker whose rows are not in the restored backup.
  const isClosedBefore = state === 'failed' && ending?.error?.code === 'SESSION_NOT_OPEN'
  return isClosedBefore && (closesByOthers === 1 || (isRestored && closes === 1 && isAsAsked)) ? null : `says "${state}" (${ending?.error?.code})`
}

/**
 * Compares the rows of rooms with the ledger of the node.
 * @param isRestored whether the rows are those of an older backup, which does not know of later payments
 * @returns what is wrong, one line for each room; empty if every session was paid once and every row says the truth
 */
export function judgeRooms(node: JudgedNode, rooms: readonly JudgedRoom[], rows: readonly StoredRoom[], isRestored = false): readonly string[] {
  const stored = new Map(rows.map(row => [row.roomId, row]))
  return rooms.flatMap((room) => {
    const row = stored.get(room.roomId)
    const judgement = judge(node, room.sessionId)
    const { closes, closesByOthers, isOverpaid, status, payouts } = judgement
    const say = (text: string): readonly string[] => [`${room.roomId} ${text}. Closes: ${closes}, by others: ${closesByOthers}, paid: ${textOf(payouts)}, asked for: ${textOf(room.pays)}`]
    if (isOverpaid || closes + closesByOthers > 1) return say('was paid twice')
    if (!row) return say('has no row')
    if (row.isOpen || row.owner !== null) return say(`is left over as "${row.state}" of the worker ${row.owner}`)
    if (status !== 'closed') return say(`says "${row.state}", but its session is open`)
    const wrong = untruth(room, row, judgement, isRestored)
    return wrong === null ? [] : say(wrong)
  })
}
