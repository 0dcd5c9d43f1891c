import { watch } from 'vue'
import type { NitroliteClient } from '../../core/client/types'
import type { SessionQuery } from '../../core/sessions/types'

/** Says to the client what is on screen as long as the scope lives; an id that is none says the reading. */
export function useWatching(client: NitroliteClient, subject: () => string | SessionQuery | null): void {
  watch(subject, (shown, _, onCleanup) => {
    if (shown === null) return
    try {
      onCleanup(client.sessions.watch(shown))
    }
    catch {
      return
    }
  }, { immediate: true })
}
