import { callListener } from '../connection/callListener'
import type { NitroliteError } from '../errors/errors'

/**
 * Calls every listener, even after one of them has thrown.
 * @param event what the listeners are called for, for the error
 * @param report is told which error a listener threw (`LISTENER_FAILED`)
 */
export function tellAll<T>(listeners: Iterable<(value: T) => void>, value: T, event: string, report: (error: NitroliteError) => void): void {
  for (const listener of [...listeners]) {
    callListener(event, () => listener(value), report)
  }
}
