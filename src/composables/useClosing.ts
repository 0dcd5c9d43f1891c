import type { SessionIdInput, UseCloseSessionOptions, UseClosingReturn } from './types'
import { useCloseSession } from './useCloseSession'

/**
 * Shows the closing of a session without starting one: for a badge, a progress bar or a notification somewhere else in the
 * app. It shows a closing that runs already, and one that starts later, whichever component started it. When the scope ends,
 * the closing continues and is no longer shown.
 *
 * @param id the session
 * @param options callbacks for the end of a closing, see `ClosingCallbacks`; `plugin` for use outside of components
 * @example
 * const { isClosing, state, recovery } = useClosing(() => props.sessionId)
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useClosing(id: SessionIdInput, options: UseCloseSessionOptions = {}): UseClosingReturn {
  const { close: _startsOne, propose: _proposesOne, ...shown } = useCloseSession(id, options)
  return shown
}
