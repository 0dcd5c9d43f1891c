import type { NitroliteErrorInfo } from '../errors/errors'
import { readRefusal as readNitronodeRefusal } from './nitronode/refusals'
import { readRefusal as readClearNodeRefusal } from './nitrorpc/refusals'

/**
 * Explains an error text of a ClearNode or a nitronode, for apps that meet such texts elsewhere: in logs, or through
 * another client.
 * @returns `NODE_UNKNOWN_ERROR` with the raw text in `data.node` if neither node is known to send this text
 */
export function explainNodeText(text: string): NitroliteErrorInfo {
  const { error } = readClearNodeRefusal(text)
  return (error.code === 'NODE_UNKNOWN_ERROR' ? readNitronodeRefusal(text).error : error).info
}
