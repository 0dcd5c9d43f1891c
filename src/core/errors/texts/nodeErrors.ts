import type { ErrorText } from '../errorText'

/** The node refused a request, failed, or gave an answer that cannot be trusted. */
export const NODE_ERRORS = {
  NODE_SIGNATURE_INVALID: {
    remedy: 'connect',
    what: 'The answer was not signed by the node.',
    why: '[It was signed by {actual}, but the address of the node is {expected}|Its signature does not belong to {expected}, the address of the node|Its signature does not belong to the address of the node].',
    fix: 'The answer is not trusted. Check the URL and the option broker. If a session was being closed, the node is asked what happened before anything is sent again.',
  },
  NODE_FORMAT: {
    remedy: 'tryAgain',
    what: 'The node could not read the request.',
    why: '[It says: {node}|It did not say why].',
    fix: 'The request was not carried out. Please report this: it is a fault of the library, or of a proxy between the app and the node.',
  },
  NODE_STAMP_REFUSED: {
    remedy: 'tryAgain',
    what: 'The node refused the timestamp of the request.',
    why: 'The timestamp is older than the node allows.',
    fix: 'The request was not carried out, so the funds are where they were. Close again; a new timestamp is used.',
  },
  NODE_SIGNATURE_UNREADABLE: {
    remedy: 'tryAgain',
    what: 'The node could not recover the signers of the request.',
    why: 'A signature is damaged or missing.',
    fix: 'The request was not carried out, so the funds are where they were. Close again and sign once more.',
  },
  NODE_STORAGE: {
    remedy: 'tryAgain',
    what: 'The database of the node failed.',
    why: '[The node says: {node}|The node did not say why].',
    fix: 'It is not certain whether the request was carried out. Read the session again to see.',
  },
  NODE_UNKNOWN_ERROR: {
    remedy: 'tryAgain',
    what: 'The node answered with an error that this library does not know.',
    why: '[The node says: {node}|The node did not say why].',
    fix: 'Read the session again to see whether anything has changed. If that does not help, ask the operator of the node.',
  },
} as const satisfies Record<string, ErrorText>
