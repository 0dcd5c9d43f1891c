import { describeError, type ErrorData, type NitroliteErrorInfo } from '../../../core/errors/errors'
import type { TranslatedErrors } from '../../../core/errors/translation'

/** Values that are amounts with a decimal point. */
const AMOUNTS = ['total', 'available'] as const

/**
 * An error as it is shown below its field. The wrong text is right above, so the error does not repeat it: a long text would push
 * everything below down.
 * @param write writes an amount as the fields do
 * @param texts the language of the app; null for English
 */
export function fieldErrorOf(
  { code, data }: NitroliteErrorInfo, write: (amount: string) => string, texts: TranslatedErrors | null,
): NitroliteErrorInfo {
  const { amount: _, ...others } = data
  const written: ErrorData = Object.fromEntries(AMOUNTS.flatMap(name => others[name] === undefined ? [] : [[name, write(String(others[name]))]]))
  return { ...describeError(code, { ...others, ...written }, texts), data }
}
