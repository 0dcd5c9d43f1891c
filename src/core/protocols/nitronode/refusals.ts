import { NitroliteError, type ErrorData } from '../../errors/errors'
import { isAuthenticationError, isOneOf, type CodeGroup } from '../../errors/groups'
import { NITRONODE_TEXTS } from './refusalTexts'

/** How much of the node's text an error keeps, in characters. */
const MAX_TEXT_LENGTH = 500

const isAboutSomethingElse = isOneOf('NODE_STORAGE', 'SESSION_NOT_OPEN', 'SESSION_CHANGED', 'SESSION_KEY_LIMIT')

/**
 * Errors that do not prove that a state was refused: the database failed, the session has moved on (perhaps by this very
 * state), or the node answered a login or the registration of a key.
 */
const isUnproven: CodeGroup = code => isAboutSomethingElse(code) || isAuthenticationError(code)

/** What an error text of the node means. */
export interface NodeRefusal {
  readonly error: NitroliteError
  /** Whether the text proves that the node refused a state before it changed its ledger. */
  readonly isProof: boolean
}

/**
 * Recognises an error text of the node.
 * @param data values of the request that the error's text may mention
 * @returns `NODE_UNKNOWN_ERROR`, which proves nothing, for an unknown text
 */
export function readRefusal(raw: string, data: ErrorData = {}): NodeRefusal {
  const text = raw.slice(0, MAX_TEXT_LENGTH)
  for (const [pattern, code] of NITRONODE_TEXTS) {
    const match = pattern.exec(text)
    if (!match) continue
    // `sessionData` is the only option that the node checks itself.
    const option = code === 'OPTIONS_INVALID' && { option: 'sessionData', reason: `The node says: ${text}.` }
    return { error: new NitroliteError(code, { ...data, ...match.groups, ...option, node: text }), isProof: !isUnproven(code) }
  }
  return { error: new NitroliteError('NODE_UNKNOWN_ERROR', { ...data, node: text }), isProof: false }
}
