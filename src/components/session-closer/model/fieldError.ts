import { describeError, type NitroliteErrorInfo } from '../../../core/errors/errors'

/**
 * An error as the field shows it that has the wrong text. The text stands right above, so the error does not repeat it; a
 * long one would push everything below down.
 */
export function fieldErrorOf({ code, data }: NitroliteErrorInfo): NitroliteErrorInfo {
  const { amount: _, ...others } = data
  return { ...describeError(code, others), data }
}
