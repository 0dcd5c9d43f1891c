import type { NitroliteClient } from '../core/client/types'
import type { Unsubscribe } from '../core/types'
import type { NitroliteStore } from '../plugin/store'
import { inspectedState } from './inspectedState'
import { inspectorDetails, inspectorTree } from './inspector'
import { OFFER_TO_PANEL, type OfferToPanel } from './panel'

/** Shows this client in the panel of the development server, if that has one. The panel shows what the inspector in Vue Devtools shows. */
export function showInPanel(client: NitroliteClient, store: NitroliteStore): Unsubscribe {
  const { [OFFER_TO_PANEL]: offer } = globalThis as { [OFFER_TO_PANEL]?: OfferToPanel }
  if (!offer) return () => {}
  return offer((nodeId) => {
    const state = inspectedState(client, store)
    return { tree: inspectorTree(state), details: inspectorDetails(state, nodeId) }
  })
}
