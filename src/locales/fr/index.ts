import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { errors } from './errors'
import { labels, wallet } from './labels'

/** All texts in French. */
export const french: NitroliteTexts = { language: 'fr', labels, wallet, errors: errors satisfies CheckedErrors<typeof errors> }
