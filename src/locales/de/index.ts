import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { errors } from './errors'
import { labels } from './labels'

/** All texts in German. */
export const german: NitroliteTexts = { language: 'de', labels, errors: errors satisfies CheckedErrors<typeof errors> }
