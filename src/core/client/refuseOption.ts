import { NitroliteError } from '../errors/errors'

/** @throws `OPTIONS_INVALID` */
export function refuseOption(option: string, reason: string): never {
  throw new NitroliteError('OPTIONS_INVALID', { option, reason })
}

/**
 * Checks that an option is an object with certain functions.
 * @throws `OPTIONS_INVALID`
 */
export function requireMethods(option: string, given: unknown, methods: readonly string[], reason: string): void {
  const members = Object(given) as Record<string, unknown>
  if (methods.some(method => typeof members[method] !== 'function')) refuseOption(option, reason)
}

/**
 * Apps without types may leave the argument of a function out.
 * @param name the function that takes the options
 * @param takes what it takes, for the error
 * @throws `OPTIONS_INVALID`
 */
export function requireOptions(name: string, given: unknown, takes: string): void {
  if (typeof given !== 'object' || given === null) refuseOption(name, `It takes an object with ${takes}.`)
}
