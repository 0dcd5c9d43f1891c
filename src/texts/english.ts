import { ERROR_TABLE } from '../core/errors/table'
import { englishLabels } from './englishLabels'
import type { NitroliteTexts } from './texts'

/** The built-in texts, for apps that offer English beside other languages. */
export const english: NitroliteTexts = { language: 'en', labels: englishLabels, errors: ERROR_TABLE }
