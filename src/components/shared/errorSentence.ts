import type { NitroliteErrorInfo } from '../../core/errors/errors'
import { isOneOf } from '../../core/errors/groups'
import { joinSentences } from '../../texts/sentences'

/** Only the reason names the account that the wallet has switched to. */
const hasNeededReason = isOneOf('WALLET_ACCOUNT_CHANGED')

/** Whether the reason repeats what a wallet, a store, a server or the node has said. Nothing else tells what happened there. */
const quotesSomebody = ({ reason, node }: NitroliteErrorInfo['data']): boolean => Boolean(reason) || Boolean(node)

/**
 * What happened and what to do, for a line beside a button. The reason is left out, unless the line says too little without it.
 * @param info the error that the texts belong to
 */
export const errorSentence = (
  { code, data }: Pick<NitroliteErrorInfo, 'code' | 'data'>, { what, why, fix }: Pick<NitroliteErrorInfo, 'what' | 'why' | 'fix'>,
): string => joinSentences([what, hasNeededReason(code) || quotesSomebody(data) ? why : '', fix])
