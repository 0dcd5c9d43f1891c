import type { DatabaseProblem } from './databaseProblem'
import { type ErrorData, fillText } from './errorText'
import { isMissingModule, textOfThrown } from './thrown'
import { ERROR_TABLE, type NitroliteErrorCode } from './table'
import type { TranslatedErrors } from './translation'

export type { ErrorData } from './errorText'
export type { NitroliteErrorCode } from './table'

/**
 * An error as plain data, for stores, journals and server-rendered pages. Its three texts are complete sentences for the
 * person who uses the app; each can be understood without the others.
 */
export interface NitroliteErrorInfo {
  readonly code: NitroliteErrorCode
  /** What happened. */
  readonly what: string
  /** Why it happened. */
  readonly why: string
  /** What to do about it, and where the funds are if that is in doubt. */
  readonly fix: string
  /** The values that the texts mention, for apps that write their own. */
  readonly data: ErrorData
}

/**
 * The texts of a code as complete sentences.
 * @param data values to mention in the texts. A text leaves out a value that is missing, and never shows a placeholder.
 * @default data {}
 * @param texts a language, for example `german` of `vue-nitrolite/locales/de`. What it lacks is shown in English.
 * @default texts English
 */
export function describeError(code: NitroliteErrorCode, data?: ErrorData, texts?: TranslatedErrors | null): NitroliteErrorInfo
/**
 * An error in the language of `texts`: its `message`, and the texts that a store or a journal holds, are English. A code that
 * this version does not know keeps its texts.
 */
export function describeError(error: NitroliteErrorInfo | { readonly info: NitroliteErrorInfo }, texts?: TranslatedErrors | null): NitroliteErrorInfo
export function describeError(
  error: NitroliteErrorCode | NitroliteErrorInfo | { readonly info: NitroliteErrorInfo },
  dataOrTexts?: ErrorData | TranslatedErrors | null, textsOfCode?: TranslatedErrors | null,
): NitroliteErrorInfo {
  if (typeof error === 'string') return fillTexts(error, dataOrTexts as ErrorData | undefined ?? {}, textsOfCode)
  const info = 'info' in error ? error.info : error
  return info.code in ERROR_TABLE ? fillTexts(info.code, info.data, dataOrTexts as TranslatedErrors | null | undefined) : info
}

function fillTexts(code: NitroliteErrorCode, data: ErrorData, texts: TranslatedErrors | null | undefined): NitroliteErrorInfo {
  const { [code]: english } = ERROR_TABLE
  const translated = texts?.errors?.[code]
  const advice = texts?.databaseAdvice?.[data['problem'] as DatabaseProblem] ?? data['advice']
  const fill = (field: 'what' | 'why' | 'fix'): string => translated?.[field] === undefined
    ? fillText(english[field], data)
    : fillText(translated[field], { ...data, advice }, texts?.language)
  return { code, what: fill('what'), why: fill('why'), fix: fill('fix'), data }
}

/** Every error that the library throws or reports. Its message consists of the three texts and the code. */
export class NitroliteError extends Error {
  override readonly name = 'NitroliteError'
  /** Permanent; safe to branch on. */
  readonly code: NitroliteErrorCode
  readonly info: NitroliteErrorInfo

  constructor(code: NitroliteErrorCode, data?: ErrorData, options?: ErrorOptions) {
    const info = describeError(code, data)
    super(`${info.what} ${info.why} ${info.fix} [${code}]`, options)
    this.code = code
    this.info = info
  }

  /**
   * Address of the documentation of this code. The page is a file of the package, `docs/errors.md`, and unpkg serves the
   * files of every published version, so the address fits the version that an app has installed.
   */
  get docs(): string {
    return `https://unpkg.com/vue-nitrolite/docs/errors.md#${this.code.toLowerCase()}`
  }
}

/** Whether something thrown is a `NitroliteError`. It may be anything, also a proxy that was revoked. */
export function isNitroliteError(thrown: unknown): thrown is NitroliteError {
  try {
    return thrown instanceof NitroliteError
  }
  catch {
    return false
  }
}

/** The code of something thrown; undefined if it is not a `NitroliteError`. */
export const codeOf = (thrown: unknown): NitroliteErrorCode | undefined =>
  isNitroliteError(thrown) ? thrown.code : undefined

/**
 * Turns anything thrown into a `NitroliteError`. A `NitroliteError` is returned unchanged. Anything else becomes the
 * `cause` of a new one. A part of the app that could not be loaded gives `PAGE_OUTDATED`, wherever that was noticed.
 * @param code the code of any other error. `JOURNAL_FAILED` says that something may have been written, which stays true
 * whatever the journal failed for
 * @param data values for its texts. `reason` is the message of what was thrown unless it is given here.
 */
export function toNitroliteError(
  thrown: unknown,
  code: NitroliteErrorCode,
  data?: ErrorData,
): NitroliteError {
  if (isNitroliteError(thrown)) return thrown
  const options = { cause: thrown }
  if (code !== 'JOURNAL_FAILED' && isMissingModule(thrown)) return new NitroliteError('PAGE_OUTDATED', {}, options)
  return new NitroliteError(code, { reason: textOfThrown(thrown), ...data }, options)
}
