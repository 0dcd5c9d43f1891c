/** One line of the table: what happened, why, what to do. `{name}` is replaced from the error's data. */
interface ErrorText {
  readonly what: string
  readonly why: string
  readonly fix: string
}

/**
 * Every error of the library by its permanent code. A code is never renamed and never given another meaning.
 * README's list is generated from this table.
 */
export const ERROR_TABLE = {
  // Set-up
  PINIA_MISSING: {
    what: 'There is no Pinia in this app.',
    why: 'The store needs it.',
    fix: 'Call app.use(createPinia()) before app.use(createNitrolite(...)).',
  },
  PLUGIN_MISSING: {
    what: 'vue-nitrolite is not installed in this app.',
    why: 'A composable or component was used without the plugin.',
    fix: 'Call app.use(createNitrolite(...)).',
  },
  PLUGIN_TWICE: {
    what: 'vue-nitrolite is installed twice.',
    why: 'App, plugin or Pinia is in use already.',
    fix: 'Give each app a plugin and a Pinia of its own.',
  },
  NO_INJECTION_CONTEXT: {
    what: 'A composable was called outside of a component.',
    why: 'It works in setup and in app.runWithContext.',
    fix: 'Call it there, or pass the plugin.',
  },
  OPTIONS_INVALID: {
    what: 'The option {option} is not usable.',
    why: '{reason}',
    fix: 'Correct it; nothing was sent.',
  },
  WEBSOCKET_MISSING: {
    what: 'There is no WebSocket here.',
    why: 'This runtime has none.',
    fix: 'Pass the option WebSocket, for example that of ws.',
  },
  CLIENT_DISPOSED: {
    what: 'This client was disposed.',
    why: 'Its app was unmounted, or dispose() was called.',
    fix: 'Make a new client.',
  },
  LISTENER_FAILED: {
    what: 'A listener of the event {event} threw an error.',
    why: '{reason}',
    fix: 'Correct it; nothing else is affected.',
  },

  // Connection
  NOT_CONNECTED: {
    what: 'There is no connection.',
    why: 'connect() was not called, or the connection is down.',
    fix: 'Nothing was sent. Connect and try again.',
  },
  CONNECTION_FAILED: {
    what: 'No connection to {url}.',
    why: 'The socket closed before it was usable ({closeCode}).',
    fix: 'Check the address and the network.',
  },
  CONNECTION_LOST: {
    what: 'The connection was lost before the answer to {method}.',
    why: 'The socket closed ({closeCode}).',
    fix: 'Read again. What was sent is never sent again.',
  },
  REQUEST_TIMEOUT: {
    what: 'No answer to {method} within {deadline} ms.',
    why: 'The node is busy, or the answer was lost.',
    fix: 'Read again. What was sent is never sent again.',
  },
  REQUEST_ABORTED: {
    what: '{method} was aborted.',
    why: 'Its AbortSignal fired.',
    fix: 'Nothing, if that was intended.',
  },
  FRAME_INVALID: {
    what: 'The node sent a frame that cannot be read.',
    why: '{reason}',
    fix: "Check the URL and the node's version.",
  },
  FRAME_TOO_LARGE: {
    what: 'The node sent a frame of {size} characters.',
    why: 'More than {limit} are not read.',
    fix: 'Raise limits.frame if the node is trusted.',
  },
  RESPONSE_UNEXPECTED: {
    what: 'The answer to {method} has an unexpected form.',
    why: '{reason}',
    fix: "Check the URL and the node's version.",
  },
  PROTOCOL_CHANGED: {
    what: 'The node does not speak this protocol any more.',
    why: 'It was begun before.',
    fix: 'Nothing is sent twice. Ask the operator of the node.',
  },
  PROTOCOL_UNSUPPORTED: {
    what: 'The node does not speak this protocol.',
    why: 'It says: {node}',
    fix: "Check the URL and the node's version.",
  },

  // Wallet and login
  SIGNER_MISSING: {
    what: 'There is no signer.',
    why: 'The option signer is empty.',
    fix: 'Pass a wallet or a key to connect().',
  },
  SIGNER_UNSUPPORTED: {
    what: 'The signer is of no known kind.',
    why: 'It is no ethers Signer, EIP-1193 provider, viem client, private key or login.',
    fix: 'Pass one of these.',
  },
  SIGNER_MISMATCH: {
    what: 'The signature is by {actual}, not by {expected}.',
    why: 'The wallet used another account, or signed something else.',
    fix: 'Nothing was sent. Choose {expected} and try again.',
  },
  SIGNER_CONTRACT: {
    what: 'The wallet is a smart contract.',
    why: 'The node verifies signatures by keys only.',
    fix: 'Nothing was sent. Use a wallet with a key of its own.',
  },
  WALLET_REJECTED: {
    what: 'The wallet declined to sign.',
    why: 'It was rejected there.',
    fix: 'Nothing was sent. Try again.',
  },
  WALLET_PENDING: {
    what: 'The wallet is busy.',
    why: 'An earlier request is open there.',
    fix: 'Answer it and try again.',
  },
  WALLET_FAILED: {
    what: 'The wallet could not sign.',
    why: '{reason}',
    fix: 'Nothing was sent. Check the wallet and try again.',
  },
  WALLET_NO_ACCOUNT: {
    what: 'The wallet gave no account.',
    why: 'It is locked, or allows none here.',
    fix: 'Unlock it and allow an account.',
  },
  AUTH_REQUIRED: {
    what: 'The connection is not logged in.',
    why: 'The node has forgotten the login.',
    fix: 'Connect again.',
  },
  AUTH_SESSION_EXPIRED: {
    what: 'The login has expired.',
    why: 'The node ends it after 24 hours without use.',
    fix: 'Connect again.',
  },
  AUTH_REFUSED: {
    what: 'The node refused the login.',
    why: 'The signature does not fit.',
    fix: 'Connect again.',
  },
  AUTH_CHALLENGE_UNKNOWN: {
    what: 'The node does not know the challenge.',
    why: 'It is too old, was used, or the node restarted.',
    fix: 'Connect again.',
  },
  AUTH_PARAMETERS_INVALID: {
    what: 'The node could not read the login.',
    why: 'It says: {node}',
    fix: 'Check the options application and sessionKey.',
  },
  AUTH_JWT_INVALID: {
    what: 'The node refused the login token.',
    why: 'It is too old, damaged, or of another node.',
    fix: 'Connect again.',
  },
  AUTH_EXPIRY_INVALID: {
    what: 'The node refused the expiry of the session key.',
    why: 'It is past, or too far ahead.',
    fix: 'Check sessionKey.lifetime, which is in seconds.',
  },
  AUTH_ALLOWANCE_INVALID: {
    what: 'The node refused an allowance.',
    why: 'It says: {node}',
    fix: 'Closing needs none.',
  },
  AUTH_BUSY: {
    what: 'The node cannot log in now.',
    why: 'It is busy, or its database failed.',
    fix: 'Connect again later.',
  },
  SESSION_KEY_EXPIRED: {
    what: 'The session key has expired or was revoked.',
    why: 'The node refuses it for good.',
    fix: 'Connect again; a new key is made.',
  },
  SESSION_KEY_IN_USE: {
    what: 'The session key belongs to another wallet.',
    why: 'The node binds a key to one wallet.',
    fix: 'Connect again; a new key is made.',
  },
  SESSION_KEY_REPLACED: {
    what: 'The key {signer} counts for no participant.',
    why: 'Another tab or device logged in; the node keeps the newest key only.',
    fix: 'Nothing was executed. Connect and close again.',
  },
  SESSION_KEY_WRONG_APPLICATION: {
    what: 'The session key is for another application.',
    why: '{node}',
    fix: "Set the option application to the session's.",
  },

  // Sessions
  SESSION_ID_INVALID: {
    what: '"{sessionId}" is no session id.',
    why: 'It is 0x and 64 lower-case hex digits.',
    fix: 'Pass the id as the node gave it.',
  },
  SESSION_NOT_FOUND: {
    what: 'The node did not find the session {sessionId}.',
    why: 'It is on another node, or the id is wrong.',
    fix: 'Check the id and the URL.',
  },
  SESSION_NOT_OPEN: {
    what: 'The session {sessionId} is not open.',
    why: 'It was closed already, or the node does not know it.',
    fix: 'Read it to see what was paid.',
  },
  SESSION_CHANGED: {
    what: 'The session has changed meanwhile.',
    why: 'It says: {node}',
    fix: 'Read it again.',
  },
  PARTICIPANT_BLOCKS: {
    what: '{participant} cannot be paid now.',
    why: 'It says: {node}',
    fix: 'Close again later.',
  },
  SESSION_PARTICIPANT_LOWER_CASE: {
    what: 'This session cannot be closed on this node.',
    why: 'Its quorum needs {participant}, stored in lower case; the node counts checksummed addresses only.',
    fix: "Ask the node's operator.",
  },
  SESSION_NOT_PARTICIPANT: {
    what: '{wallet} is no participant.',
    why: 'Only participants can sign.',
    fix: 'Connect the wallet of a participant.',
  },
  QUORUM_UNREACHABLE: {
    what: 'The signatures weigh {have} of {need}.',
    why: 'Other participants must sign too.',
    fix: 'Connect a wallet with enough weight.',
  },

  // Amounts and allocations
  ALLOCATIONS_EMPTY: {
    what: 'There are no allocations.',
    why: 'Closing must say who receives what.',
    fix: 'Give each participant a row of each asset.',
  },
  AMOUNT_NOT_TEXT: {
    what: 'The amount of {asset} for {participant} is no text.',
    why: 'Numbers cannot hold it exactly.',
    fix: 'Pass decimal text, for example "0.5".',
  },
  AMOUNT_MALFORMED: {
    what: '"{amount}" is no amount.',
    why: 'It must be digits with one decimal point at most.',
    fix: 'Write it like 12.5.',
  },
  AMOUNT_TOO_PRECISE: {
    what: '"{amount}" has too many decimals.',
    why: '{asset} has {scale} here.',
    fix: 'Use at most {scale}.',
  },
  ALLOCATION_NEGATIVE: {
    what: '{amount} {asset} is negative.',
    why: 'Nobody can receive less than nothing.',
    fix: 'Use zero or more.',
  },
  ALLOCATION_ABOVE_TOTAL: {
    what: '{amount} {asset} is too much.',
    why: '{available} of {total} are available.',
    fix: 'Use at most {available}.',
  },
  ALLOCATION_SUM_MISMATCH: {
    what: 'The allocations of {asset} sum to {actual}, not to {expected}.',
    why: 'Closing pays out exactly what the session holds.',
    fix: 'Distribute {difference}.',
  },
  ALLOCATION_NOT_REDISTRIBUTED: {
    what: 'The allocations of {asset} are not what it holds.',
    why: 'The node compared them with its ledger.',
    fix: 'Read the session again.',
  },
  ALLOCATION_UNKNOWN_ASSET: {
    what: 'The session holds no {asset}.',
    why: 'Only what was deposited can be paid out.',
    fix: "Use the session's assets.",
  },
  ALLOCATION_ASSET_CASE: {
    what: '"{asset}" must be written "{expected}".',
    why: 'The node compares text.',
    fix: 'Write it as the session does.',
  },
  ALLOCATION_NON_PARTICIPANT: {
    what: '{participant} is no participant.',
    why: 'Only participants can receive.',
    fix: "Use the session's addresses.",
  },
  ALLOCATION_PARTICIPANT_CASE: {
    what: '{participant} must be written {expected}.',
    why: 'The node compares text.',
    fix: 'Write it as the session does.',
  },
  ALLOCATION_DUPLICATE: {
    what: '{participant} has several rows for {asset}.',
    why: 'The node would pay each.',
    fix: 'Give one row.',
  },
  ALLOCATION_MISSING: {
    what: 'The share of {participant} in {asset} was left out.',
    why: 'The node could keep their {current} for ever.',
    fix: 'Give one row, of zero if they receive nothing.',
  },

  // Closing
  CLOSING_IN_PROGRESS: {
    what: 'This session is being closed in another way.',
    why: 'Two closings in flight would both be paid.',
    fix: 'Wait for it, or cancel it if it was not sent.',
  },
  CLOSING_CANCELLED: {
    what: 'The closing was cancelled.',
    why: 'Nothing was sent.',
    fix: 'Close again.',
  },
  CLOSING_SPLIT_AGREED: {
    what: 'The session is not closed, but its split is agreed: {split}.',
    why: 'It was left between the two steps.',
    fix: 'Resume it, or cancel it and close with another split.',
  },
  CLOSING_UNKNOWN: {
    what: "We don't know yet whether the node has closed the session.",
    why: 'The answer was lost, is late, or proves nothing.',
    fix: 'Nothing is sent twice. Read the session again later.',
  },
  CLOSING_SUPERSEDED: {
    what: 'The session was closed with another split.',
    why: 'The node paid something else than was asked.',
    fix: 'The receipt says what.',
  },
  CLOSING_OVERPAID: {
    what: 'The node paid more than was paid in.',
    why: 'More than one closing was booked.',
    fix: "Keep the receipt. Ask the node's operator.",
  },
  NODE_SIGNATURE_INVALID: {
    what: 'The answer is not signed by the node.',
    why: 'The signer is {actual}, the node is {expected}.',
    fix: 'Check the URL and the option broker.',
  },
  JOURNAL_FAILED: {
    what: 'The closing could not be written down.',
    why: '{reason}',
    fix: 'Nothing was sent for it. What was sent before goes on. See to the store, then close again.',
  },
  JOURNAL_UNAVAILABLE: {
    what: 'The closing cannot be written down.',
    why: '{reason}',
    fix: 'Nothing was sent. Let the page store data, see that the disk has room, and close again.',
  },
  HISTORY_FAILED: {
    what: 'The history of closings could not be read or written.',
    why: '{reason}',
    fix: 'Closings go on without it. Let the page store data, then look again.',
  },
  JOURNAL_DAMAGED: {
    what: 'The record of an earlier closing of this session cannot be read.',
    why: 'The record is damaged: {reason}. It lies in {place}.',
    fix: 'It may have been sent. See on the node what became of the session, then remove what lies there and close again.',
  },
  JOURNAL_NEWER: {
    what: 'A later version of vue-nitrolite has begun to close this session.',
    why: 'It lies in {place}: {reason}.',
    fix: 'Use the later version to bring it to its end. It was left alone.',
  },

  // What the node refuses
  NODE_FORMAT: {
    what: 'The node could not read the request.',
    why: 'It says: {node}',
    fix: 'Nothing was executed. Report this.',
  },
  NODE_STAMP_REFUSED: {
    what: 'The node refused the time stamp.',
    why: 'It is older than the node allows.',
    fix: 'Nothing was executed. Close again.',
  },
  NODE_SIGNATURE_UNREADABLE: {
    what: 'The node could not recover the signers.',
    why: 'A signature is damaged.',
    fix: 'Nothing was executed. Close again.',
  },
  NODE_STORAGE: {
    what: "The node's database failed.",
    why: 'It says: {node}',
    fix: 'Read the session again.',
  },
  NODE_UNKNOWN_ERROR: {
    what: 'The node answered with an error.',
    why: 'It says: {node}',
    fix: "Ask the node's operator.",
  },
} as const satisfies Record<string, ErrorText>

/** Permanent code of an error. */
export type NitroliteErrorCode = keyof typeof ERROR_TABLE
