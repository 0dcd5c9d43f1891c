import type { ErrorText } from '../errorText'

/** A server closes the sessions of rooms (`createRoomCloser`). */
export const ROOM_ERRORS = {
  ROOM_RESULT_INVALID: {
    remedy: 'changeApp',
    what: 'The result[ of room {roomId}] cannot be used.',
    why: '[{reason}|It has another form than expected].',
    fix: 'Nothing was stored or sent. Correct the result, and close the room again.',
  },
  ROOM_RESULT_CONFLICT: {
    remedy: 'changeApp',
    what: '[Room {roomId}|The room] already has another result.',
    why: 'A room is closed with the result that was given first.',
    fix: 'The first result stays in force, and nothing else is sent. Read the room to see it.',
  },
  ROOM_SESSION_TAKEN: {
    remedy: 'changeApp',
    what: 'The session[ {sessionId}] belongs to another room[: {roomId}].',
    why: 'A session is closed for one room only.',
    fix: 'Nothing was stored or sent. Check which session belongs to which room.',
  },
  ROOM_DEPOSITS_UNKNOWN: {
    remedy: 'changeApp',
    what: 'The deposits of the session[ {sessionId}] cannot be given back.',
    why: '[{participant} has taken out more {asset} than it has paid in|This node does not say who paid in].',
    fix: 'Nothing was sent. Close the room with a result that names the deposits, or the amounts themselves.',
  },
  ROOM_QUEUE_FULL: {
    remedy: 'tryAgain',
    what: 'No more rooms are accepted at the moment.',
    why: '[{limit=one: # room is; other: # rooms are}|Too many rooms are] waiting to be closed already.',
    fix: 'Nothing was stored or sent for this room. Close it again later, or let the call wait with the option queue.whenFull.',
  },
  ROOM_CLOSER_STOPPED: {
    remedy: 'tryAgain',
    what: 'This process no longer closes rooms.',
    why: 'It is shutting down, or it has not been started.',
    fix: 'Stored rooms are not lost: the next worker continues with them. Close other rooms there.',
  },
  ROOM_STORE_FAILED: {
    remedy: 'tryAgain',
    what: 'The table of rooms could not be read or written.',
    why: '[{reason}|The database did not say why].',
    fix: 'Nothing is sent for a room that is not stored. [{advice} Then close the room again|Make sure that the database works, then close the room again]: nothing is paid twice.',
  },
  ROOM_TAKEN_OVER: {
    remedy: 'readAgain',
    what: '[Room {roomId} no longer belongs to this worker|This worker no longer has the room].',
    why: 'The worker gave no sign of life for too long or was stopped, so another worker may have taken the room.',
    fix: 'Nothing has to be done. The worker that takes the room finishes its closing, and nothing is paid twice.',
  },
  ROOM_QUEUE_UNAVAILABLE: {
    remedy: 'tryAgain',
    what: 'The queue that announces rooms to the workers cannot be used.',
    why: '[{reason}|The queue did not say why].',
    fix: 'Stored rooms are not lost: the workers also find them without the queue, only later. Make sure that the queue works, then try again.',
  },
} as const satisfies Record<string, ErrorText>
