import type { App } from 'vue'
import type { NitroliteClient } from '../core/client/types'
import type { Unsubscribe } from '../core/types'
import type { NitroliteStore } from '../plugin/store'
import { inspectedState } from './inspectedState'
import { inspectorDetails, inspectorTree } from './inspector'
import { createTimeline, type TimelineEntry } from './timeline'
import type { setupDevtoolsPlugin } from '@vue/devtools-api'

const ID = 'vue-nitrolite'

/** How long changes are gathered before Vue Devtools is told, in milliseconds. */
const PAUSE = 250

const LAYERS = [
  { name: 'frames', label: 'Nitrolite frames', color: 0x2563eb },
  { name: 'evidence', label: 'Nitrolite evidence', color: 0x15803d },
  { name: 'actions', label: 'Nitrolite actions', color: 0xb45309 },
] as const

const layerId = (name: TimelineEntry['layer']): string => `${ID}:${name}`

/**
 * Adds an inspector and a timeline of this client to Vue Devtools. Both hold no keys, signatures, login tokens or texts of
 * frames. Nothing happens in an app that has not installed `@vue/devtools-api`, an optional dependency that comes with Pinia.
 */
export function showInDevtools(app: App, client: NitroliteClient, store: NitroliteStore): Unsubscribe {
  const timeline = createTimeline(client)
  const apis: DevtoolsApi[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasStopped = false

  function update(): void {
    timer = undefined
    timeline.collect()
    for (const api of apis) {
      api.sendInspectorTree(ID)
      api.sendInspectorState(ID)
    }
  }
  const updateSoon = (): void => { timer ??= setTimeout(update, PAUSE) }

  function show(api: DevtoolsApi): void {
    if (hasStopped) return
    const add = ({ layer, event }: TimelineEntry): void => { api.addTimelineEvent({ layerId: layerId(layer), event }) }
    api.addInspector({ id: ID, label: 'Nitrolite', icon: 'account_balance_wallet', treeFilterPlaceholder: 'Search sessions and closings' })
    api.on.getInspectorTree((payload) => {
      if (payload.app === app && payload.inspectorId === ID) payload.rootNodes = inspectorTree(inspectedState(client, store), payload.filter)
    })
    api.on.getInspectorState((payload) => {
      if (payload.app === app && payload.inspectorId === ID) payload.state = inspectorDetails(inspectedState(client, store), payload.nodeId)
    })
    for (const { name, label, color } of LAYERS) api.addTimelineLayer({ id: layerId(name), label, color })
    timeline.collect()
    timeline.entries.forEach(add)
    timeline.listen(add)
    apis.push(api)
  }

  // A frame may be the reason for evidence that changes nothing else.
  const stops = [client.on('frame', updateSoon), client.on('closing', updateSoon), store.$subscribe(updateSoon, { detached: true, flush: 'sync' })]
  import('@vue/devtools-api').then(({ setupDevtoolsPlugin }) => {
    if (hasStopped) return
    setupDevtoolsPlugin({
      id: ID, app, label: 'Nitrolite', packageName: ID, homepage: 'https://github.com/vue-nitrolite/vue-nitrolite#readme',
    }, show)
  }, () => {})

  return () => {
    hasStopped = true
    clearTimeout(timer)
    timeline.stop()
    for (const stop of stops) stop()
  }
}

/** What Vue Devtools gives to a plugin. The package does not export the type by name. */
export type DevtoolsApi = Parameters<Parameters<typeof setupDevtoolsPlugin>[1]>[0]
