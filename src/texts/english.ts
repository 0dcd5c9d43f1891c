import { ERROR_TABLE } from '../core/errors/table'
import { englishLabels } from './englishLabels'
import { englishTogether } from './englishTogether'
import type { NitroliteTexts } from './texts'
import { englishWalletLabels } from './walletLabels'

/** The built-in texts, for apps that offer English beside other languages. */
export const english: NitroliteTexts = {
  language: 'en', labels: englishLabels, wallet: englishWalletLabels, together: englishTogether, errors: ERROR_TABLE,
}
