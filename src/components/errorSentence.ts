import type { NitroliteErrorCode, NitroliteErrorInfo } from '../core/errors/errors'
import { isOneOf } from '../core/errors/groups'

/** Only the reason names the account that the wallet has switched to. */
const hasNeededReason = isOneOf('WALLET_ACCOUNT_CHANGED')

/**
 * What happened and what to do, for a line beside a button. The reason is left out, unless the line says too little without it.
 * @param code code of the error that the texts belong to
 */
export const errorSentence = (code: NitroliteErrorCode, { what, why, fix }: Pick<NitroliteErrorInfo, 'what' | 'why' | 'fix'>): string =>
  [what, hasNeededReason(code) ? why : '', fix].filter(Boolean).join(' ')
