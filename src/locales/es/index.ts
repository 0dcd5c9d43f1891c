import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { errors } from './errors'
import { labels } from './labels'

/** All texts in Spanish. */
export const spanish: NitroliteTexts = { language: 'es', labels, errors: errors satisfies CheckedErrors<typeof errors> }
