import type { CheckedErrors } from '../../core/errors/translation'
import type { NitroliteTexts } from '../../texts/texts'
import { databaseAdvice } from './serverErrors'
import { errors } from './errors'
import { labels, wallet } from './labels'
import { together } from './together'

/** All texts in French. */
export const french: NitroliteTexts = { language: 'fr', labels, wallet, together, errors: errors satisfies CheckedErrors<typeof errors>, databaseAdvice }
