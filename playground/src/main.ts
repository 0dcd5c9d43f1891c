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
// Those on sockets of their own come first: what happens on them outlives a reload.
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

const asked = readNodeChoice(location.search, defaultNode)
show(checkNode(asked.node) === null ? asked : { ...asked, node: defaultNode })

// The judge of the tests in the browser: what the nodes inside of the page have booked.
Object.assign(window, { __embeddedNodes: { clearnode: inPage.clearnode.node, nitronode: inPage.nitronode.node } })
