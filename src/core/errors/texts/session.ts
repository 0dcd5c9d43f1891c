import type { ErrorText } from '../errorText'

/** The session cannot be found, or cannot be closed by this wallet. */
export const SESSION_ERRORS = {
  SESSION_ID_INVALID: {
    remedy: 'changeApp',
    what: '["{sessionId}"|This] is not a valid session id.',
    why: 'A session id is 0x followed by 64 hex digits.',
    fix: 'Pass the id exactly as the node gave it.',
  },
  SESSION_NOT_FOUND: {
    remedy: 'readAgain',
    what: 'The node did not find the session[ {sessionId}].',
    why: 'The session is on another node, or its id is wrong.',
    fix: 'Check the session id and the URL of the node.',
  },
  SESSION_NOT_OPEN: {
    remedy: 'readAgain',
    what: 'The session[ {sessionId}] is not open.',
    why: 'It has already been closed, and its funds paid out to the participants, or the node does not know it.',
    fix: 'Read the session again to see what was paid.',
  },
  SESSION_CHANGED: {
    remedy: 'tryAgain',
    what: 'The session has changed in the meantime.',
    why: '[The node reports: {node}|Somebody else has updated or closed it].',
    fix: 'Nothing was paid out by this closing. Read the session again to see what it holds now.',
  },
  PARTICIPANT_BLOCKS: {
    remedy: 'tryAgain',
    what: '[{participant}|A participant] cannot be paid at the moment.',
    why: '[The node says: {node}|Funds of the participant are locked on the node].',
    fix: 'The funds are still in the session, and nothing was paid out. Close it again later.',
  },
  SESSION_PARTICIPANT_LOWER_CASE: {
    remedy: 'edit',
    what: 'This session cannot be closed on this node.',
    why: 'Its quorum needs [{participant}, whose address|a participant whose address] is stored in lower case. The node counts signatures only for addresses with a checksum.',
    fix: 'The funds stay in the session. Ask the operator of the node to release them; no client can.',
  },
  SESSION_NOT_PARTICIPANT: {
    remedy: 'connect',
    what: '[{wallet}|The connected wallet] is not a participant of this session.',
    why: 'Only participants can sign to close it.',
    fix: 'The session was not closed. Connect the wallet of a participant.',
  },
  QUORUM_UNREACHABLE: {
    remedy: 'edit',
    what: 'There are not enough signatures to close this session[: their weight is {have}, and {need} is needed].',
    why: '[All participants together have only a weight of {total}, so nobody can close this session|Other participants have to sign as well].',
    fix: '[The funds stay in the session. A weight of {total} is never enough. Ask the operator of the node to release the funds; no client can|The session was not closed. Let the other participants sign, or connect a wallet with enough weight].',
  },
} as const satisfies Record<string, ErrorText>
