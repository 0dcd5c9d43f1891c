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
    why: '[The server answered with the HTTP status {status} instead of opening a WebSocket|{reason}|The socket closed before it could be used ({closeCode})|The socket closed before it could be used].',
    fix: 'Check the network and the address of the node, then connect again.',
  },
  CONNECTION_UNAUTHORIZED: {
    remedy: 'changeApp',
    what: 'The server[ at {url}] does not allow this app to connect to the node.',
    why: 'It answered with the HTTP status [{status}|401 or 403]. An access key is missing or not valid, or this network is not allowed.',
    fix: 'Nothing was sent. Check the option url, including any access key in it, or ask the operator of the node. Connecting again without a change does not help.',
  },
  CONNECTION_RATE_LIMITED: {
    remedy: 'connect',
    what: 'The server[ at {url}] has received too many connections.',
    why: 'It answered with the HTTP status 429[ and asks to wait for {retryAfter=one: # second; other: # seconds}].',
    fix: 'Nothing was sent. Wait: while the client is connecting, it tries again by itself, and never before the time that the server names. If this happens often, let the app share one client instead of opening several.',
  },
  CONNECTION_UNAVAILABLE: {
    remedy: 'connect',
    what: 'The node[ at {url}] is not available at the moment.',
    why: 'Its server is overloaded or being maintained. It answered with the HTTP status 503[ and asks to wait for {retryAfter=one: # second; other: # seconds}].',
    fix: 'Nothing was sent. Wait: while the client is connecting, it tries again by itself, and never before the time that the server names.',
  },
  CERTIFICATE_UNTRUSTED: {
    remedy: 'changeApp',
    what: 'The certificate of [{url}|the node] is not trusted.',
    why: '[The reason is: {reason}|It is self-signed, expired, or issued for another host name].',
    fix: 'Nothing was sent. Check the address of the node and the clock of this device. If the node has its own certificate authority, make the runtime trust it, in Node.js with NODE_EXTRA_CA_CERTS. Do not turn off the check: others could then pose as the node.',
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
    what: 'The node sent a message that is too large[: {size=one: # character; other: # characters}].',
    why: 'Messages of more than [{limit=one: # character; other: # characters}|the limit] are not read, so that no sender can fill the memory.',
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
    fix: 'Nothing is sent twice. The closing continues when the node speaks the earlier protocol again. Ask the operator of the node about it. If the node never speaks the earlier protocol again, you can archive the closing. Its outcome is then no longer looked for.',
  },
  PROTOCOL_UNSUPPORTED: {
    remedy: 'tryAgain',
    what: 'The node does not speak the expected protocol.',
    why: '[It says: {node}|It did not understand the request].',
    fix: 'Check the URL and the version of the node; the README lists the versions that are supported.',
  },
} as const satisfies Record<string, ErrorText>
