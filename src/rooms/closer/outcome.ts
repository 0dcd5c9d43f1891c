import { isFinal } from '../../core/closing/states'
import type { ClosingState, FinalClosingState } from '../../core/closing/types'
import { isAuthenticationError, isLoginOver, isNodeBusy, isNothingRecorded, isOneOf, isRecordUnusable, isUnreachable, type CodeGroup } from '../../core/errors/groups'
import type { RoomEnding } from '../store/roomStore'
import type { RoomState } from './types'

/** Whether a room in this state has ended. */
export const hasEnded = (state: RoomState): state is FinalClosingState => isFinal(state as ClosingState)

/** Nothing was paid, for a reason that does not lie in the room. It is tried again. */
const isMomentary = isOneOf('CLOSING_IN_PROGRESS', 'SESSION_CHANGED', 'PROPOSAL_FACTS_CHANGED', 'JOURNAL_FAILED', 'CLIENT_DISPOSED', 'ROOM_STORE_FAILED', 'TRANSPORT_FAILED')

const isWalletSilent = isOneOf('WALLET_FAILED', 'WALLET_PENDING', 'WALLET_REJECTED', 'WALLET_NO_ACCOUNT')

/** The wallet has not signed, or the node has not accepted the login. No room can change that. */
const isLoginFailure: CodeGroup = code => isWalletSilent(code) || isAuthenticationError(code)

/** The rows of a room are refused: by the node, or because they name an asset that the session does not hold. Somebody may have paid in, or taken something out, after they were computed. */
export const areRowsRefused: CodeGroup = isOneOf('ALLOCATION_NOT_REDISTRIBUTED', 'ALLOCATION_UNKNOWN_ASSET')

/** Whether a room that failed like this is tried again by itself. */
export const isRepeatable: CodeGroup = code =>
  isUnreachable(code) || isNodeBusy(code) || isLoginOver(code) || isNothingRecorded(code) || isRecordUnusable(code) || isLoginFailure(code) || isMomentary(code)

/** Whether the failure says that the node cannot be asked. */
export const isNodeFailure: CodeGroup = code => isUnreachable(code) || isNodeBusy(code)

/** The store has refused a room, and has certainly not stored it. */
export const isRoomRefused: CodeGroup = isOneOf('ROOM_RESULT_CONFLICT', 'ROOM_SESSION_TAKEN')

/** Whether the failure says that this worker no longer has the room. */
export const isRoomLost: CodeGroup = isOneOf('ROOM_TAKEN_OVER')

/** Whether the failure says that the journal has not confirmed a write. */
export const isJournalFailure: CodeGroup = isOneOf('JOURNAL_FAILED', 'JOURNAL_UNAVAILABLE')

/** Whether a person has archived the room. */
export const isArchivedEnding = (ending: Pick<RoomEnding, 'error'> | null): boolean => ending?.error?.code === 'CLOSING_ARCHIVED'
