import { NitroliteError, type ErrorData } from '../../errors/errors'
import { type CodeGroup, isAuthenticationError, isOneOf } from '../../errors/groups'
import { NITRONODE_TEXTS } from './texts'

/** Longest text that is kept of an error. */
const LONGEST = 500

const isStorageOrSession = isOneOf('NODE_STORAGE', 'SESSION_NOT_OPEN', 'SESSION_CHANGED')

/**
 * Errors that do not prove that a state was refused: the database failed, the session has moved on (perhaps by this very
 * state), or the node answered a login.
 */
const isUnproven: CodeGroup = code => isStorageOrSession(code) || isAuthenticationError(code)

/** An error of the node, understood. */
export interface NodeRefusal {
  readonly error: NitroliteError
  /** Whether the text proves that a state was refused before anything was booked. */
  readonly isProof: boolean
}

/**
 * Understands an error text of the node.
 * @param data values of the request that the texts of the code mention
 */
export function readRefusal(raw: string, data: ErrorData = {}): NodeRefusal {
  const text = raw.slice(0, LONGEST)
  if (text === 'invalid message format') return { error: new NitroliteError('NODE_FORMAT', { node: text }), isProof: true }
  if (text.startsWith('unknown method: ')) return { error: new NitroliteError('PROTOCOL_UNSUPPORTED', { node: text }), isProof: true }
  for (const [pattern, code] of NITRONODE_TEXTS) {
    const match = pattern.exec(text)
    if (!match) continue
    // The one option that the node itself judges.
    const option = code === 'OPTIONS_INVALID' && { option: 'sessionData', reason: `The node says: ${text}.` }
    return { error: new NitroliteError(code, { ...data, ...match.groups, ...option, node: text }), isProof: !isUnproven(code) }
  }
  return { error: new NitroliteError('NODE_UNKNOWN_ERROR', { ...data, node: text }), isProof: false }
}
