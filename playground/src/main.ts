import type { App } from 'vue'
import './styles/page.css'
import './styles/controls.css'
import './styles/panels.css'
import { checkNodeUrl, isLocalNode, readNodeChoice, writeNodeChoice, type NodeChoice } from './node/nodeChoice'
import { createPlaygroundNode } from './node/playgroundNode'
import { findServedNode } from './node/servedNode'
import { trackSockets } from './node/trackedSockets'
import { mountPage } from './page/mountPage'

const inPage = createPlaygroundNode()
const served = await findServedNode()
let mounted: App | null = null

function show(choice: NodeChoice): void {
  mounted?.unmount()
  const control = choice.url === null ? inPage.control : choice.url === served?.url ? served.control : null
  mounted = mountPage({
    choice,
    servedUrl: served?.url ?? null,
    control,
    sockets: trackSockets(choice.url === null ? inPage.node.WebSocket : WebSocket),
    offersTestWallets: isLocalNode(choice.url),
    switchNode(next) {
      history.replaceState(null, '', writeNodeChoice(location.search, next))
      show(next)
    },
  })
}

const asked = readNodeChoice(location.search, served?.url ?? null)
const usable = asked.url === null || checkNodeUrl(asked.url) === null
show(usable ? asked : { ...asked, url: served?.url ?? null })

// The judge of the tests in the browser: what the node inside of the page has booked.
Object.assign(window, { __embeddedNode: inPage.node })
