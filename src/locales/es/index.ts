import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { errors } from './errors'
import { labels, wallet } from './labels'

/** All texts in Spanish. */
export const spanish: NitroliteTexts = { language: 'es', labels, wallet, errors: errors satisfies CheckedErrors<typeof errors> }
