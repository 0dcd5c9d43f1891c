import { onScopeDispose, watch } from 'vue'
import type { NitroliteClient } from '../../core/client/types'
import type { SessionQuery } from '../../core/sessions/types'

/**
 * Tells the client what is on screen while the scope lives. An invalid id is reported by the read itself.
 * @param signal ends the watching before the scope ends
 */
export function useWatching(client: NitroliteClient, subject: () => string | SessionQuery | null, signal?: AbortSignal): void {
  if (signal?.aborted) return
  const stop = watch(subject, (shown, _, onCleanup) => {
    if (shown === null) return
    try {
      onCleanup(client.sessions.watch(shown))
    }
    catch {
      return
    }
  }, { immediate: true })
  signal?.addEventListener('abort', stop, { once: true })
  // A signal may live as long as the app.
  onScopeDispose(() => { signal?.removeEventListener('abort', stop) }, true)
}
