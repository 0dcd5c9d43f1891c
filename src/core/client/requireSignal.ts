import { requireMethods } from './refuseOption'

const METHODS = ['addEventListener', 'removeEventListener'] as const satisfies (keyof AbortSignal)[]

/**
 * Apps without types may pass the controller in place of its signal. Such a signal would never end anything.
 * @throws `OPTIONS_INVALID`
 */
export function requireSignal(signal: unknown): void {
  requireMethods('signal', signal, METHODS, 'It must be an AbortSignal, such as the property signal of an AbortController.')
}
