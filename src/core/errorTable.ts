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
    what: 'createNitrolite found no Pinia.',
    why: 'The store of sessions and connection needs it.',
    fix: 'Call app.use(createPinia()) before app.use(createNitrolite(…)).',
  },
  PLUGIN_MISSING: {
    what: 'The Nitrolite plugin is not installed in this app.',
    why: 'A composable or component of vue-nitrolite was used without it.',
    fix: 'Call app.use(createNitrolite({ url, application })).',
  },
  PLUGIN_TWICE: {
    what: 'A Nitrolite plugin is at work here already.',
    why: 'This app has one, or this plugin or this Pinia serves another app; what belongs to two connections would be mixed.',
    fix: 'Give every app its own Pinia and one createNitrolite({ … }) of its own.',
  },
  NO_INJECTION_CONTEXT: {
    what: 'A vue-nitrolite composable was called outside of a component.',
    why: 'It injects the plugin, which works only in setup, in a plugin or in app.runWithContext.',
    fix: 'Call it in setup(), or pass the plugin explicitly.',
  },
  OPTIONS_INVALID: {
    what: 'The option {option} is not usable.',
    why: '{reason}',
    fix: 'Correct the option; nothing was sent.',
  },
  WEBSOCKET_MISSING: {
    what: 'There is no WebSocket here.',
    why: 'Neither the runtime nor the WebSocket option offers one.',
    fix: 'Pass a WebSocket class, for example the one of the ws package.',
  },
  CLIENT_DISPOSED: {
    what: 'This client was disposed.',
    why: 'Its app was unmounted, or dispose() was called.',
    fix: 'Make a new client.',
  },

  // Connection
  NOT_CONNECTED: {
    what: 'There is no connection to the node; nothing was sent.',
    why: 'connect() was not called, or the connection is down at the moment.',
    fix: 'Connect, or wait until the status is ready, and try again.',
  },
  CONNECTION_FAILED: {
    what: 'No connection to {url}.',
    why: 'The socket closed before it was open (code {closeCode}).',
    fix: 'Check the address and the network.',
  },
  CONNECTION_LOST: {
    what: 'The connection was lost before the answer to {method} came.',
    why: 'The socket closed (code {closeCode}).',
    fix: 'Reading is safe to repeat. What became of a sent change is found out by asking the node, never by sending again.',
  },
  REQUEST_TIMEOUT: {
    what: 'The node did not answer {method} in {deadline} ms.',
    why: 'It is busy or stalled, or the answer was lost.',
    fix: 'Reading is safe to repeat. What became of a sent change is found out by asking the node, never by sending again.',
  },
  REQUEST_ABORTED: {
    what: 'The request {method} was aborted.',
    why: 'Its AbortSignal fired.',
    fix: 'Nothing, if this was intended.',
  },
  FRAME_INVALID: {
    what: 'The node sent a frame that cannot be read.',
    why: '{reason}',
    fix: 'If it happens again, the URL may not be that of a Nitrolite node, or its version is not known here.',
  },
  FRAME_TOO_LARGE: {
    what: 'The node sent a frame of {size} characters.',
    why: 'Frames above {limit} are not read, to keep a hostile sender from filling memory.',
    fix: 'Raise limits.frame if the node is trusted.',
  },
  LISTENER_FAILED: {
    what: 'A listener of the event {event} threw an error.',
    why: '{reason}',
    fix: 'Correct the listener; the connection and the other listeners are not affected.',
  },
  RESPONSE_UNEXPECTED: {
    what: 'The answer to {method} does not have the expected form.',
    why: '{reason}',
    fix: 'The node may be of a version that is not supported; see the tested versions in the README.',
  },
  PROTOCOL_UNSUPPORTED: {
    what: 'The node does not speak the expected protocol.',
    why: 'It does not know what a node of this protocol must know: {node}',
    fix: 'Check the URL; see the tested versions in the README.',
  },

  // Wallet and login
  SIGNER_MISSING: {
    what: 'There is no signer.',
    why: 'This needs a wallet or a key, and the signer option is empty.',
    fix: 'Pass a signer to connect() or to the options.',
  },
  SIGNER_UNSUPPORTED: {
    what: 'The given signer is of no known kind.',
    why: 'It is no ethers Signer, EIP-1193 provider, viem wallet client, private key or existing login.',
    fix: 'Pass one of these.',
  },
  SIGNER_MISMATCH: {
    what: 'The signature is by {actual}, not by {expected}; it was not sent.',
    why: 'The wallet signed with another account or changed what was signed.',
    fix: 'Choose the account {expected} in the wallet and try again.',
  },
  WALLET_REJECTED: {
    what: 'The wallet declined to sign.',
    why: 'The request was rejected in the wallet.',
    fix: 'Nothing was sent. Try again and confirm in the wallet.',
  },
  WALLET_PENDING: {
    what: 'The wallet is already asking something.',
    why: 'An earlier request is still open in it.',
    fix: 'Open the wallet, answer the open request, and try again.',
  },
  WALLET_FAILED: {
    what: 'The wallet could not sign.',
    why: '{reason}',
    fix: 'Nothing was sent. Check the wallet and try again.',
  },
  WALLET_NO_ACCOUNT: {
    what: 'The wallet gave no account.',
    why: 'It is locked, or no account was allowed for this page.',
    fix: 'Unlock it and allow an account.',
  },
  AUTH_REQUIRED: {
    what: 'The node says that this connection is not logged in.',
    why: 'The login was lost, for example by a reconnect.',
    fix: 'Connect again.',
  },
  AUTH_SESSION_EXPIRED: {
    what: 'The login has expired.',
    why: 'The node ends a login after 24 hours without use.',
    fix: 'Connect again.',
  },
  AUTH_REFUSED: {
    what: 'The node refused the login.',
    why: 'The signature does not recover to the address for this challenge: another account, another application name, or an address that is not checksummed.',
    fix: 'Connect again with the account that the wallet shows.',
  },
  AUTH_CHALLENGE_UNKNOWN: {
    what: 'The node does not know the challenge.',
    why: 'It is older than five minutes, was used already, or the node was restarted.',
    fix: 'Connect again.',
  },
  AUTH_PARAMETERS_INVALID: {
    what: 'The node could not read the login request.',
    why: 'A parameter has the wrong form: {node}',
    fix: 'Check the application name and the scope in the options.',
  },
  AUTH_JWT_INVALID: {
    what: 'The node refused the stored login.',
    why: 'The JWT is older than 24 hours, from another node, or damaged.',
    fix: 'Connect again with the wallet.',
  },
  AUTH_EXPIRY_INVALID: {
    what: 'The node refused the expiry of the session key.',
    why: 'It lies in the past by the node’s clock, or is not in Unix seconds.',
    fix: 'Set the clock of this device, and sessionKey.lifetime in seconds.',
  },
  AUTH_ALLOWANCE_INVALID: {
    what: 'The node refused an allowance of the session key.',
    why: '{node}',
    fix: 'Closing needs none: leave allowances empty.',
  },
  AUTH_BUSY: {
    what: 'The node could not handle the login now.',
    why: 'Too many logins are pending there, or its database failed.',
    fix: 'Wait a little and connect again.',
  },
  SESSION_KEY_EXPIRED: {
    what: 'The session key has expired or was revoked.',
    why: 'The node refuses it for good.',
    fix: 'Connect again; a new key is made.',
  },
  SESSION_KEY_IN_USE: {
    what: 'The session key belongs to another wallet.',
    why: 'The node binds a key to one wallet only.',
    fix: 'Connect again; a new key is made.',
  },
  SESSION_KEY_REPLACED: {
    what: 'The session key {signer} does not count for any participant any more.',
    why: 'Another tab or device logged in with the same wallet and application; the node keeps only the newest key.',
    fix: 'Connect again and close once more; nothing was executed.',
  },
  SESSION_KEY_WRONG_APPLICATION: {
    what: 'The session key is for another application than the session.',
    why: '{node}',
    fix: 'Set the option application to that of the session and connect again.',
  },

  // Sessions
  SESSION_ID_INVALID: {
    what: '“{sessionId}” is no session id.',
    why: 'It must be 0x and 64 lower-case hex digits; the node compares it as text.',
    fix: 'Pass the id as the node gave it.',
  },
  SESSION_NOT_FOUND: {
    what: 'The node did not find the session {sessionId}.',
    why: 'It lives on another node, or the id is wrong.',
    fix: 'Check the id and the URL of the node.',
  },
  SESSION_NOT_OPEN: {
    what: 'The session {sessionId} is not open.',
    why: 'It has been closed already, or the node does not know it.',
    fix: 'Read the session again to see what was paid.',
  },
  SESSION_PARTICIPANT_LOWER_CASE: {
    what: 'This session cannot be closed on this node.',
    why: 'Its quorum needs {participant}, which is stored in lower case; ClearNode 0.5 compares addresses as text, and signatures count only for checksummed ones.',
    fix: 'Ask the operator of the node to release the funds; no client can.',
  },
  SESSION_NOT_PARTICIPANT: {
    what: 'The connected wallet {wallet} has no part in this session.',
    why: 'Only signatures of participants count.',
    fix: 'Connect the wallet of a participant.',
  },
  QUORUM_UNREACHABLE: {
    what: 'The signatures at hand weigh {have} of {need}.',
    why: 'Other participants have to sign the same bytes.',
    fix: 'Let the other participants sign, or connect a wallet with enough weight.',
  },

  // Amounts and allocations
  ALLOCATIONS_EMPTY: {
    what: 'No allocations were given.',
    why: 'Closing must say who receives what.',
    fix: 'Give every participant a row for every asset.',
  },
  AMOUNT_NOT_TEXT: {
    what: 'The amount of {asset} for {participant} is not a text.',
    why: 'Numbers cannot hold base units exactly, and the node would accept them.',
    fix: 'Pass decimal text, for example "0.5".',
  },
  AMOUNT_MALFORMED: {
    what: '“{amount}” is no amount.',
    why: 'Digits with at most one decimal point are expected.',
    fix: 'Write it like 12.5.',
  },
  AMOUNT_TOO_PRECISE: {
    what: '“{amount}” has too many decimals for {asset}.',
    why: 'The asset has {scale}; the node would book more without complaint.',
    fix: 'Use at most {scale} decimals.',
  },
  ALLOCATION_NEGATIVE: {
    what: 'The amount {amount} of {asset} is negative.',
    why: 'Nobody can receive less than nothing.',
    fix: 'Use zero or more.',
  },
  ALLOCATION_ABOVE_TOTAL: {
    what: '{amount} {asset} is more than there is to give.',
    why: 'The session holds {total}; the other rows leave {available} of it.',
    fix: 'Use at most {available}, or lower another row first.',
  },
  ALLOCATION_SUM_MISMATCH: {
    what: 'The allocations of {asset} sum to {actual}, not to {expected}.',
    why: 'Closing must hand out exactly what the session holds.',
    fix: 'Distribute the difference of {difference}.',
  },
  ALLOCATION_NOT_REDISTRIBUTED: {
    what: 'The allocations of {asset} do not sum to what the session holds.',
    why: 'The node compared them with its ledger; the session may have changed meanwhile.',
    fix: 'Read the session again and distribute its present total.',
  },
  ALLOCATION_UNKNOWN_ASSET: {
    what: 'The session holds no {asset}.',
    why: 'Only assets that were deposited can be paid out.',
    fix: 'Use the assets of the session.',
  },
  ALLOCATION_ASSET_CASE: {
    what: '“{asset}” must be written “{expected}”.',
    why: 'The node compares symbols as text.',
    fix: 'Write the symbol as the session does.',
  },
  ALLOCATION_NON_PARTICIPANT: {
    what: '{participant} is no participant of the session.',
    why: 'Only participants can receive.',
    fix: 'Use the addresses of the session.',
  },
  ALLOCATION_PARTICIPANT_CASE: {
    what: '{participant} must be written {expected}.',
    why: 'The node compares addresses as text.',
    fix: 'Write the address as the session does.',
  },
  ALLOCATION_DUPLICATE: {
    what: '{participant} has more than one row for {asset}.',
    why: 'The node would pay every row.',
    fix: 'Give each participant one row for each asset.',
  },
  ALLOCATION_MISSING: {
    what: 'The share of {participant} in {asset} was left out.',
    why: 'The node could keep the {current} that they hold in the session for ever.',
    fix: 'Add a row, with zero if they shall receive nothing.',
  },

  // Closing
  CLOSING_IN_PROGRESS: {
    what: 'This session is being closed with another split.',
    why: 'Two closings in flight would be paid twice by the node.',
    fix: 'Wait for the running closing; cancel it if it has not been sent yet.',
  },
  CLOSING_CANCELLED: {
    what: 'The closing was cancelled.',
    why: 'It was cancelled before anything was sent.',
    fix: 'Nothing was sent; close again when you like.',
  },
  CLOSING_UNKNOWN: {
    what: 'We don’t know yet whether the node has closed the session.',
    why: 'The answer was lost, came late, or proves nothing.',
    fix: 'Nothing is sent twice. Read the session later to see what became of it.',
  },
  CLOSING_SUPERSEDED: {
    what: 'The session was closed with another split.',
    why: 'What the node paid is not what was asked for here.',
    fix: 'The receipt says what was paid.',
  },
  CLOSING_OVERPAID: {
    what: 'The node paid out more than the session was funded with.',
    why: 'More than one closing was booked.',
    fix: 'Keep the receipt and tell the operator of the node.',
  },
  NODE_SIGNATURE_INVALID: {
    what: 'The answer is not signed by the node.',
    why: 'Its signature recovers to {actual}, the node’s address is {expected}.',
    fix: 'The answer is not trusted. Check the URL and the broker option.',
  },
  JOURNAL_FAILED: {
    what: 'The closing could not be written down; nothing was sent.',
    why: '{reason}',
    fix: 'Make room in the storage and close again.',
  },

  // What the node refuses
  NODE_FORMAT: {
    what: 'The node could not read the request.',
    why: 'It says: {node}',
    fix: 'This is a fault of the library or of a proxy in between; please report it.',
  },
  NODE_STAMP_REFUSED: {
    what: 'The node refused the time stamp of the request.',
    why: 'It is older than the node allows; nothing was executed.',
    fix: 'Close again; a fresh stamp is used.',
  },
  NODE_SIGNATURE_UNREADABLE: {
    what: 'The node could not recover the signers.',
    why: 'A signature is damaged.',
    fix: 'Sign again.',
  },
  NODE_STORAGE: {
    what: 'The node’s database failed.',
    why: '{node}',
    fix: 'Whether the change was made is found out by asking the node.',
  },
  NODE_UNKNOWN_ERROR: {
    what: 'The node answered with an error.',
    why: 'It says: {node}',
    fix: 'If the text does not help, ask the operator of the node.',
  },
} as const satisfies Record<string, ErrorText>

/** Permanent code of an error. */
export type NitroliteErrorCode = keyof typeof ERROR_TABLE
