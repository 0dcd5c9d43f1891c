import { ERROR_TEXTS, type NitroliteErrorCode } from './table'

export type { NitroliteErrorCode } from './table'

/** Values that an error's text mentions. Never secrets. */
export type ErrorData = Readonly<Record<string, string | number | undefined>>

/** An error as plain data, for stores, journals and server-rendered pages. */
export interface NitroliteErrorInfo {
  readonly code: NitroliteErrorCode
  /** What happened. */
  readonly what: string
  /** Why it happened. */
  readonly why: string
  /** What to do about it. */
  readonly fix: string
  readonly data: ErrorData
}

const fill = (text: string, data: ErrorData): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(data[name] ?? '?'))

/** Looks up and fills in the texts of a code. */
export function describeError(code: NitroliteErrorCode, data: ErrorData = {}): NitroliteErrorInfo {
  const [what, why, fix] = ERROR_TEXTS[code]
  return { code, what: fill(what, data), why: fill(why, data), fix: fill(fix, data), data }
}

/** Every error that the library throws or reports. */
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

  /** Anchor of the code in the README. */
  get docs(): string {
    return `https://www.npmjs.com/package/vue-nitrolite#${this.code.toLowerCase()}`
  }
}

/** The code of something thrown; undefined for an error that is not one of the library's. */
export const codeOf = (thrown: unknown): NitroliteErrorCode | undefined =>
  thrown instanceof NitroliteError ? thrown.code : undefined

/** Anything thrown, as a `NitroliteError`: passed through, or wrapped with `code` and the original as cause. */
export function toNitroliteError(
  thrown: unknown,
  code: NitroliteErrorCode,
  data?: ErrorData,
): NitroliteError {
  if (thrown instanceof NitroliteError) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new NitroliteError(code, { reason, ...data }, { cause: thrown })
}
