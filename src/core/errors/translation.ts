import type { DatabaseAdvice } from './databaseProblem'
import type { CompleteText, ErrorTexts, ValueNames } from './errorText'
import type { EnglishErrorTexts, NitroliteErrorCode } from './table'

/** Error texts in another language, by code. They have the placeholders of `ErrorText`; what is missing is shown in English. */
export type ErrorTranslations = { readonly [Code in NitroliteErrorCode]?: Partial<ErrorTexts> }

/** What `describeError` needs of a language. */
export interface TranslatedErrors {
  /** Language tag, for example `de` or `zh-Hans`. */
  readonly language: string
  readonly errors?: ErrorTranslations | undefined
  /** What to do about a database on a server. What is missing is shown in English. */
  readonly databaseAdvice?: Partial<DatabaseAdvice> | undefined
}

/** The text itself; `never` if it has a value that the English texts lack, or one outside of brackets. */
type CheckedText<Code extends NitroliteErrorCode, T> =
  ValueNames<T> extends ValueNames<EnglishErrorTexts[Code][keyof ErrorTexts]> ? CompleteText<T> : never

/** The same texts, each of which mentions only values that the English texts of its code mention. */
export type CheckedErrors<T> = {
  readonly [Code in keyof T]: Code extends NitroliteErrorCode
    ? { readonly [Field in keyof T[Code]]: CheckedText<Code, T[Code][Field]> }
    : never
}

/** The texts of every code. */
export type AllErrors = Readonly<Record<NitroliteErrorCode, ErrorTexts>>
