import type { App } from 'vue'
import './styles/page.css'
import './styles/controls.css'
import './styles/panels.css'
import { inPageNodes } from './node/inPageNodes'
import { checkNode, isLocalNode, readNodeChoice, writeNodeChoice, type NodeChoice } from './node/nodeChoice'
import { createPlaygroundNodes } from './node/playgroundNodes'
import { findServedNodes } from './node/servedNodes'
import { trackSockets } from './node/trackedSockets'
import { mountPage } from './page/mountPage'

const inPage = createPlaygroundNodes()
// Served nodes come first, because they keep their sessions when the page is reloaded.
const nodes = [...await findServedNodes(), ...inPageNodes(inPage)]
const defaultNode = nodes[0]?.id ?? 'clearnode'
let mounted: App | null = null

function show(choice: NodeChoice): void {
  const isSwitched = mounted !== null
  mounted?.unmount()
  const node = nodes.find(({ id }) => id === choice.node) ?? null
  mounted = mountPage({
    choice,
    nodes,
    node,
    control: node?.control ?? null,
    sockets: trackSockets(node?.WebSocket ?? WebSocket),
    offersTestWallets: isLocalNode(choice.node),
    isSwitched,
    switchNode(next) {
      history.replaceState(null, '', writeNodeChoice(location.search, next))
      show(next)
    },
  })
}

const requested = readNodeChoice(location.search, defaultNode)
show(checkNode(requested.node) === null ? requested : { ...requested, node: defaultNode })

// Lets the browser tests check the ledgers of the nodes in the page.
Object.assign(window, { __embeddedNodes: { clearnode: inPage.clearnode.node, nitronode: inPage.nitronode.node } })
