import type { ErrorText } from '../errorText'

/** The node cannot be reached, or its messages cannot be understood. */
export const CONNECTION_ERRORS = {
  NOT_CONNECTED: {
    remedy: 'connect',
    what: 'There is no connection to the node.',
    why: 'The app has not connected yet, or the connection is down at the moment.',
    fix: 'Nothing was sent. Connect and try again.',
  },
  CONNECTION_FAILED: {
    remedy: 'connect',
    what: 'Could not connect to [{url}|the node].',
    why: '[The socket closed before it could be used ({closeCode})|{reason}|The socket closed before it could be used].',
    fix: 'Check the network and the address of the node, then connect again.',
  },
  CONNECTION_LOST: {
    remedy: 'connect',
    what: 'The connection was lost[ before the answer to {method}].',
    why: 'The socket closed[ ({closeCode})].',
    fix: 'Connect and read again; reading moves no funds. A closing that was already sent is not simply sent again: the node is first asked what happened to it.',
  },
  REQUEST_TIMEOUT: {
    remedy: 'tryAgain',
    what: 'The node did not answer[ {method}][ within {deadline} ms].',
    why: 'The node is busy, or its answer was lost.',
    fix: 'Read again; reading moves no funds. A closing that was already sent is not simply sent again: the node is first asked what happened to it.',
  },
  REQUEST_ABORTED: {
    remedy: 'tryAgain',
    what: '[The request {method}|A request] was aborted.',
    why: 'The AbortSignal that was passed with it fired.',
    fix: 'There is nothing to do if that was intended. Otherwise, try again.',
  },
  FRAME_INVALID: {
    remedy: 'tryAgain',
    what: 'The node sent a message that cannot be read.',
    why: '[{reason}|The message does not follow the protocol].',
    fix: 'If it happens again, check the URL and the version of the node: it may not be a Nitrolite node, or its version may not be supported.',
  },
  FRAME_TOO_LARGE: {
    remedy: 'changeApp',
    what: 'The node sent a message that is too large[: {size} characters].',
    why: 'Messages of more than [{limit} characters|the limit] are not read, so that no sender can fill the memory.',
    fix: 'Raise the option limits.frame if you trust the node.',
  },
  RESPONSE_UNEXPECTED: {
    remedy: 'tryAgain',
    what: 'The answer of the node[ to {method}] has an unexpected form.',
    why: '[{reason}|It does not follow the protocol].',
    fix: 'Check the URL and the version of the node; the README lists the versions that are supported. If a session was being closed, the node is asked what happened before anything is sent again.',
  },
  PROTOCOL_CHANGED: {
    remedy: 'tryAgain',
    what: 'The node now speaks a different protocol.',
    why: 'This closing was started while the node spoke another one, so its outcome cannot be read from the node now.',
    fix: 'Nothing is sent twice. The closing continues when the node speaks the earlier protocol again. Ask the operator of the node about it.',
  },
  PROTOCOL_UNSUPPORTED: {
    remedy: 'tryAgain',
    what: 'The node does not speak the expected protocol.',
    why: '[It says: {node}|It did not understand the request].',
    fix: 'Check the URL and the version of the node; the README lists the versions that are supported.',
  },
} as const satisfies Record<string, ErrorText>
