import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { createBroadcastTransport } from 'vue-nitrolite/browser'
import type { NitroliteClient, Transport } from 'vue-nitrolite/core'
import type { MeetingChoice } from './meetingPlace'

async function openTransport(client: NitroliteClient, { place, relay }: MeetingChoice): Promise<Transport | null> {
  if (place === 'tabs') return createBroadcastTransport()
  return place === 'relay' && relay !== null ? client.relay({ url: relay }) : null
}

/** The transport of one client to the chosen place. It is null while the person carries proposals by hand, or none is open yet. */
export function useTransport(client: NitroliteClient | null, choice: () => MeetingChoice): Readonly<ShallowRef<Transport | null>> {
  const transport = shallowRef<Transport | null>(null)

  function close(): void {
    transport.value?.close()
    transport.value = null
  }

  watch(choice, async (chosen, _, onCleanup) => {
    let isCurrent = true
    onCleanup(() => { isCurrent = false })
    close()
    const opened = client && await openTransport(client, chosen)
    if (isCurrent) transport.value = opened
    else opened?.close()
  }, { immediate: true })
  onScopeDispose(close)
  return transport
}
