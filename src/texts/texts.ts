import type { CheckedErrors, ErrorTranslations, AllErrors, TranslatedErrors } from '../core/errors/translation'
import type { SessionCloserLabelOverrides, TranslatedLabels } from './labels'
import type { TogetherLabelOverrides, TogetherLabels } from './togetherLabels'
import type { WalletButtonLabels } from './walletLabels'

/** Every text of one language. */
export interface NitroliteTexts extends TranslatedErrors {
  readonly labels: TranslatedLabels
  readonly wallet: WalletButtonLabels
  /** The texts of signing together. */
  readonly together: TogetherLabels
  readonly errors: AllErrors
}

/** Some texts of a language; the others are shown in English. */
export interface PartialNitroliteTexts extends TranslatedErrors {
  readonly labels?: SessionCloserLabelOverrides | undefined
  readonly wallet?: Partial<WalletButtonLabels> | undefined
  readonly together?: TogetherLabelOverrides | undefined
}

/**
 * Returns its argument. The compiler checks that error texts mention only values that the English text of the same code
 * mentions, and only in square brackets.
 *
 * @example
 * const polish = defineTexts({
 *   language: 'pl',
 *   labels: { close: 'Zamknij sesję' },
 *   errors: { SESSION_NOT_OPEN: { what: 'Sesja[ {sessionId}] nie jest otwarta.' } },
 * })
 */
export const defineTexts = <const E extends ErrorTranslations>(
  texts: Omit<PartialNitroliteTexts, 'errors'> & { readonly errors?: E & CheckedErrors<E> },
): PartialNitroliteTexts => texts
