import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import { NITRONODE_TEXTS } from './nitronode/texts'
import { readRefusal } from './nitrorpc/refusals'

/**
 * Explains an error text of a node, whichever of them it is from: for apps that meet such texts elsewhere, in logs
 * or through another client.
 * @returns `NODE_UNKNOWN_ERROR` with the raw text for a text that is not known
 */
export function explainNodeText(text: string): NitroliteErrorInfo {
  const { error } = readRefusal(text)
  if (error.code !== 'NODE_UNKNOWN_ERROR') return error.info
  for (const [pattern, code] of NITRONODE_TEXTS) {
    const match = pattern.exec(text)
    if (match) return new NitroliteError(code, { ...match.groups, node: text.slice(0, 500) }).info
  }
  return error.info
}
