import { type NitroliteError, toNitroliteError } from '../errors/errors'

/**
 * Calls a listener of the app. A listener must never stop a closing that moves money: if it throws, or if it is an `async`
 * function whose promise is rejected, that is only reported. A rejection that nobody handles would end a process of Node.js.
 * @param event what the listener is called for, for the error
 * @param report gets `LISTENER_FAILED`
 */
export function callListener(event: string, call: () => unknown, report: (error: NitroliteError) => void): void {
  const failed = (thrown: unknown): void => { report(toNitroliteError(thrown, 'LISTENER_FAILED', { event })) }
  try {
    const result = call()
    // A listener may also return a closing, whose failure does not come from the listener.
    if (result instanceof Promise) result.catch(failed)
  }
  catch (thrown) {
    failed(thrown)
  }
}
