import { onScopeDispose } from 'vue'
import type { NitroliteContext } from '../../plugin/context'
import type { NitroliteEvents } from '../../core/client/events'

/** Listens to the client as long as the scope lives; on the server there is nothing to listen to. */
export function useClientEvent<E extends keyof NitroliteEvents>(
  { client }: NitroliteContext, event: E, listener: NitroliteEvents[E],
): void {
  const stop = client?.on(event, listener)
  if (stop) onScopeDispose(stop, true)
}
