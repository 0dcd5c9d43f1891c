import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { errors } from './errors'
import { labels, wallet } from './labels'

/** All texts in Portuguese. */
export const portuguese: NitroliteTexts = { language: 'pt', labels, wallet, errors: errors satisfies CheckedErrors<typeof errors> }
