import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { errors } from './errors'
import { labels } from './labels'

/** All texts in Arabic. */
export const arabic: NitroliteTexts = { language: 'ar', labels, errors: errors satisfies CheckedErrors<typeof errors> }
