/** What happened, why, and what to do. `{name}` is replaced from the error's data. */
type ErrorText = readonly [what: string, why: string, fix: string]

/**
 * Every error of the library by its permanent code. A code is never renamed and never given another meaning.
 * README's list is generated from this table.
 */
export const ERROR_TEXTS = {
  // Set-up
  PINIA_MISSING: [
    'There is no Pinia in this app.',
    'The store needs it.',
    'Call app.use(createPinia()) before app.use(createNitrolite(...)).',
  ],
  PLUGIN_MISSING: [
    'vue-nitrolite is not installed in this app.',
    'Composables need the plugin.',
    'Call app.use(createNitrolite(...)).',
  ],
  PLUGIN_TWICE: [
    'vue-nitrolite is installed twice.',
    'App, plugin or Pinia is in use.',
    'Give each app its own.',
  ],
  NO_INJECTION_CONTEXT: [
    'A composable was called outside of a component.',
    'It works in setup and app.runWithContext.',
    'Call it there, or pass the plugin.',
  ],
  OPTIONS_INVALID: [
    'The option {option} is not usable.',
    '{reason}',
    'Correct it; nothing was sent.',
  ],
  WEBSOCKET_MISSING: [
    'There is no WebSocket here.',
    'This runtime has none.',
    'Pass the option WebSocket.',
  ],
  CLIENT_DISPOSED: [
    'This client was disposed.',
    'Its app was unmounted, or dispose() was called.',
    'Make a new client.',
  ],
  LISTENER_FAILED: [
    'A listener of the event {event} threw an error.',
    '{reason}',
    'Correct it.',
  ],

  // Connection
  NOT_CONNECTED: [
    'There is no connection.',
    'connect() was not called, or the connection is down.',
    'Nothing was sent. Connect and try again.',
  ],
  CONNECTION_FAILED: [
    'No connection to {url}.',
    'The socket closed ({closeCode}).',
    'Check the address and the network.',
  ],
  CONNECTION_LOST: [
    'The connection was lost before the answer to {method}.',
    'The socket closed ({closeCode}).',
    'Read again. What was sent is never sent again.',
  ],
  REQUEST_TIMEOUT: [
    'No answer to {method} within {deadline} ms.',
    'The node is busy, or the answer was lost.',
    'Read again. What was sent is never sent again.',
  ],
  REQUEST_ABORTED: [
    '{method} was aborted.',
    'Its AbortSignal fired.',
    'Nothing, if that was intended.',
  ],
  FRAME_INVALID: [
    'The node sent a frame that cannot be read.',
    '{reason}',
    "Check the URL and the node's version.",
  ],
  FRAME_TOO_LARGE: [
    'The node sent a frame of {size} characters.',
    'The limit is {limit}.',
    'Raise limits.frame.',
  ],
  RESPONSE_UNEXPECTED: [
    'The answer to {method} has an unexpected form.',
    '{reason}',
    "Check the URL and the node's version.",
  ],
  PROTOCOL_CHANGED: [
    'The node speaks another protocol now.',
    'It was begun before.',
    "Nothing is sent twice. Ask the node's operator.",
  ],
  PROTOCOL_UNSUPPORTED: [
    'The node does not speak this protocol.',
    'It says: {node}',
    "Check the URL and the node's version.",
  ],

  // Wallet and login
  SIGNER_MISSING: [
    'There is no signer.',
    'The option signer is empty.',
    'Pass a wallet or a key to connect().',
  ],
  SIGNER_UNSUPPORTED: [
    'The signer is of no known kind.',
    'It is no ethers Signer, EIP-1193 provider, viem client or key.',
    'Pass one of these.',
  ],
  SIGNER_MISMATCH: [
    'The signature is by {actual}, not by {expected}.',
    'It used another account or signed something else.',
    'Nothing was sent. Choose {expected}.',
  ],
  SIGNER_CONTRACT: [
    'The wallet is a smart contract.',
    'The node verifies signatures by keys only.',
    'Nothing was sent. Use a wallet with a key.',
  ],
  WALLET_REJECTED: [
    'The wallet declined to sign.',
    'It was rejected there.',
    'Nothing was sent. Try again.',
  ],
  WALLET_PENDING: [
    'The wallet is busy.',
    'A request is open there.',
    'Answer it and try again.',
  ],
  WALLET_FAILED: [
    'The wallet could not sign.',
    '{reason}',
    'Nothing was sent. Check the wallet and try again.',
  ],
  WALLET_NO_ACCOUNT: [
    'The wallet gave no account.',
    'It is locked, or allows none here.',
    'Unlock it and allow an account.',
  ],
  AUTH_REQUIRED: [
    'The connection is not logged in.',
    'The node has forgotten the login.',
    'Connect again.',
  ],
  AUTH_SESSION_EXPIRED: [
    'The login has expired.',
    'It ends after 24 hours without use.',
    'Connect again.',
  ],
  AUTH_REFUSED: [
    'The node refused the login.',
    'The signature does not fit.',
    'Connect again.',
  ],
  AUTH_CHALLENGE_UNKNOWN: [
    'The node does not know the challenge.',
    'It is too old or used.',
    'Connect again.',
  ],
  AUTH_PARAMETERS_INVALID: [
    'The node could not read the login.',
    'It says: {node}',
    'Check the options application and sessionKey.',
  ],
  AUTH_JWT_INVALID: [
    'The node refused the login token.',
    'It is too old, damaged, or of another node.',
    'Connect again.',
  ],
  AUTH_EXPIRY_INVALID: [
    'The node refused the expiry of the session key.',
    'It is past or too far ahead.',
    'Check sessionKey.lifetime (seconds).',
  ],
  AUTH_ALLOWANCE_INVALID: [
    'The node refused an allowance.',
    'It says: {node}',
    'Closing needs none.',
  ],
  AUTH_BUSY: [
    'The node cannot log in now.',
    'It is busy, or its database failed.',
    'Connect again later.',
  ],
  SESSION_KEY_EXPIRED: [
    'The session key has expired or was revoked.',
    'The node refuses it for good.',
    'Connect again; a new key is made.',
  ],
  SESSION_KEY_IN_USE: [
    'The session key belongs to another wallet.',
    'The node binds a key to one wallet.',
    'Connect again; a new key is made.',
  ],
  SESSION_KEY_REPLACED: [
    'The key {signer} counts for no participant.',
    'Another tab or device logged in; the newest key counts.',
    'Nothing was executed. Connect and close again.',
  ],
  SESSION_KEY_WRONG_APPLICATION: [
    'The session key is for another application.',
    '{node}',
    "Set the option application to the session's.",
  ],

  // Sessions
  SESSION_ID_INVALID: [
    '"{sessionId}" is no session id.',
    'It is 0x and 64 lower-case hex digits.',
    'Pass the id as the node gave it.',
  ],
  SESSION_NOT_FOUND: [
    'The node has no session {sessionId}.',
    'It is on another node, or wrong.',
    'Check the id and the URL.',
  ],
  SESSION_NOT_OPEN: [
    'The session {sessionId} is not open.',
    'It was closed, or is not known.',
    'Read it to see what was paid.',
  ],
  SESSION_CHANGED: [
    'The session has changed meanwhile.',
    'It says: {node}',
    'Read it again.',
  ],
  PARTICIPANT_BLOCKS: [
    '{participant} cannot be paid now.',
    'It says: {node}',
    'Close again later.',
  ],
  SESSION_PARTICIPANT_LOWER_CASE: [
    'This session cannot be closed on this node.',
    'Its quorum needs {participant}, stored in lower case; only checksummed addresses count.',
    "Ask the node's operator.",
  ],
  SESSION_NOT_PARTICIPANT: [
    '{wallet} is no participant.',
    'Only participants can sign.',
    'Connect the wallet of a participant.',
  ],
  QUORUM_UNREACHABLE: [
    'The signatures weigh {have} of {need}.',
    'Other participants must sign too.',
    'Use one with enough weight.',
  ],

  // Amounts and allocations
  ALLOCATIONS_EMPTY: [
    'There are no allocations.',
    'A closing says who receives what.',
    'Give each participant a row of each asset.',
  ],
  AMOUNT_NOT_TEXT: [
    'The amount of {asset} for {participant} is no text.',
    'Numbers are not exact.',
    'Pass text like "0.5".',
  ],
  AMOUNT_MALFORMED: [
    '"{amount}" is no amount.',
    'It must be digits with one point at most.',
    'Write it like 12.5.',
  ],
  AMOUNT_TOO_PRECISE: [
    '"{amount}" has too many decimals.',
    '{asset} has {scale} here.',
    'Use at most {scale}.',
  ],
  ALLOCATION_NEGATIVE: [
    '{amount} {asset} is negative.',
    'Nobody can receive less than nothing.',
    'Use zero or more.',
  ],
  ALLOCATION_ABOVE_TOTAL: [
    '{amount} {asset} is too much.',
    '{available} of {total} are available.',
    'Use at most {available}.',
  ],
  ALLOCATION_SUM_MISMATCH: [
    'The allocations of {asset} sum to {actual}, not to {expected}.',
    'Closing pays out exactly what is held.',
    'Distribute {difference}.',
  ],
  ALLOCATION_NOT_REDISTRIBUTED: [
    'The allocations of {asset} are not what it holds.',
    'Its ledger says so.',
    'Read the session again.',
  ],
  ALLOCATION_UNKNOWN_ASSET: [
    'The session holds no {asset}.',
    'Only deposits are paid out.',
    "Use the session's assets.",
  ],
  ALLOCATION_ASSET_CASE: [
    '"{asset}" must be written "{expected}".',
    'The node compares text.',
    'Write it as the session does.',
  ],
  ALLOCATION_NON_PARTICIPANT: [
    '{participant} is no participant.',
    'Only participants can receive.',
    "Use the session's addresses.",
  ],
  ALLOCATION_PARTICIPANT_CASE: [
    '{participant} must be written {expected}.',
    'The node compares text.',
    'Write it as the session does.',
  ],
  ALLOCATION_DUPLICATE: [
    '{participant} has several rows for {asset}.',
    'Each would be paid.',
    'Give one row.',
  ],
  ALLOCATION_MISSING: [
    'The share of {participant} in {asset} was left out.',
    'The node could keep their {current}.',
    'Give one row, if only of zero.',
  ],

  // Closing
  CLOSING_IN_PROGRESS: [
    'This session is being closed in another way.',
    'Two closings would both be paid.',
    'Wait for it, or cancel it.',
  ],
  CLOSING_CANCELLED: [
    'The closing was cancelled.',
    'Nothing was sent.',
    'Close again.',
  ],
  CLOSING_SPLIT_AGREED: [
    'The session is not closed, but its split is agreed: {split}.',
    'It was left between the two steps.',
    'Close with it, or cancel first.',
  ],
  CLOSING_UNKNOWN: [
    "We don't know yet whether the node has closed the session.",
    'The answer was lost, is late, or proves nothing.',
    'Nothing is sent twice. Read it again later.',
  ],
  CLOSING_SUPERSEDED: [
    'The session was closed with another split.',
    'Something else was paid.',
    'The receipt says what.',
  ],
  CLOSING_OVERPAID: [
    'The node paid more than was paid in.',
    'More than one closing was booked.',
    "Keep the receipt. Ask the node's operator.",
  ],
  NODE_SIGNATURE_INVALID: [
    'The answer is not signed by the node.',
    'It is by {actual}, the node is {expected}.',
    'Check the URL and the option broker.',
  ],
  JOURNAL_FAILED: [
    'The closing could not be written down.',
    '{reason}',
    'Nothing was sent for it. See to the store, then close again.',
  ],
  JOURNAL_UNAVAILABLE: [
    'The closing cannot be written down.',
    '{reason}',
    'Nothing was sent. Let the page store data.',
  ],
  HISTORY_FAILED: [
    'The history of closings could not be reached.',
    '{reason}',
    'Closings go on without it.',
  ],
  JOURNAL_DAMAGED: [
    'A record of this session is damaged.',
    'It lies in {place}: {reason}.',
    'It may have been sent. See what became of it, then remove it.',
  ],
  JOURNAL_NEWER: [
    'A later version of this library closes the session.',
    'It lies in {place}: {reason}.',
    'Use that version.',
  ],

  // What the node refuses
  NODE_FORMAT: [
    'The node could not read the request.',
    'It says: {node}',
    'Nothing was executed. Report this.',
  ],
  NODE_STAMP_REFUSED: [
    'The node refused the time stamp.',
    'It is older than the node allows.',
    'Nothing was executed. Close again.',
  ],
  NODE_SIGNATURE_UNREADABLE: [
    'The node could not recover the signers.',
    'A signature is damaged.',
    'Nothing was executed. Close again.',
  ],
  NODE_STORAGE: [
    "The node's database failed.",
    'It says: {node}',
    'Read the session again.',
  ],
  NODE_UNKNOWN_ERROR: [
    'The node answered with an error.',
    'It says: {node}',
    "Ask the node's operator.",
  ],
} as const satisfies Record<string, ErrorText>

/** Permanent code of an error. */
export type NitroliteErrorCode = keyof typeof ERROR_TEXTS

/** The texts of every code by name, for apps that list or translate them. */
export const ERROR_TABLE = /* @__PURE__ */ Object.fromEntries(
  Object.entries(ERROR_TEXTS).map(([code, [what, why, fix]]) => [code, { what, why, fix }]),
) as Readonly<Record<NitroliteErrorCode, { readonly what: string, readonly why: string, readonly fix: string }>>
