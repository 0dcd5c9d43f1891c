import { onScopeDispose } from 'vue'
import type { NitroliteContext } from '../../plugin/context'
import type { NitroliteEvents } from '../../core/client/events'

/** Listens to an event of the client while the scope lives; does nothing on the server. */
export function useClientEvent<E extends keyof NitroliteEvents>(
  { client }: NitroliteContext, event: E, listener: NitroliteEvents[E],
): void {
  const stop = client?.on(event, listener)
  if (stop) onScopeDispose(stop, true)
}
