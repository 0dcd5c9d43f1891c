import { computed, toValue, type ComputedRef } from 'vue'
import { readSessionId } from '../../core/sessions/sessionId'
import type { SessionIdInput } from '../types'

/**
 * A session id as the events of the client write it, however the app writes it: otherwise a change of the session would not be
 * recognised. A text that is not a session id stays as it is, because the client names it in its error.
 * @returns null while there is none
 */
export function useSessionId(id: SessionIdInput): ComputedRef<string | null> {
  return computed(() => {
    const given = toValue(id)
    return readSessionId(given) ?? (given || null)
  })
}
