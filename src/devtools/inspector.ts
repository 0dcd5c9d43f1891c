import { isFinal } from '../core/closing/states'
import type { ClosingState } from '../core/closing/types'
import type { AppSessionSummary } from '../core/sessions/types'
import { closingSections } from './closingSections'
import type { InspectedClosing, InspectedState } from './inspectedState'
import type { InspectorNode, Sections } from './panel'
import { entry, errorEntries, shortId } from './sections'

const GREEN = 0x15803d
const AMBER = 0xb45309
const RED = 0xb91c1c
const GRAY = 0x4b5563

const tag = (label: string, backgroundColor: number) => ({ label, textColor: 0xffffff, backgroundColor })

const colorOfClosing = (state: ClosingState): number => {
  if (state === 'closed') return GREEN
  if (state === 'cancelled') return GRAY
  return isFinal(state) ? RED : AMBER
}

const sessionNode = ({ id, status }: AppSessionSummary): InspectorNode =>
  ({ id: `session:${id}`, label: shortId(id), tags: [tag(status, status === 'open' ? GREEN : GRAY)] })

const closingNode = ({ snapshot: { id, sessionId, state } }: InspectedClosing): InspectorNode =>
  ({ id: `closing:${id}`, label: shortId(sessionId), tags: [tag(state, colorOfClosing(state))] })

/** The part of a tree whose labels or ids contain the text, with the way to it. */
function matching(nodes: readonly InspectorNode[], text: string): InspectorNode[] {
  return nodes.flatMap((node) => {
    if (`${node.label} ${node.id}`.toLowerCase().includes(text)) return [node]
    const children = matching(node.children ?? [], text)
    return children.length > 0 ? [{ ...node, children }] : []
  })
}

/**
 * The tree of the inspector.
 * @param filter what the developer searches for. @default everything
 */
export function inspectorTree(state: InspectedState, filter = ''): InspectorNode[] {
  const { status, account, sessions, closings } = state
  return matching([
    { id: 'connection', label: 'Connection', tags: [tag(status, status === 'ready' || status === 'open' ? GREEN : AMBER)] },
    { id: 'login', label: 'Login', tags: [tag(account === null ? 'nobody' : shortId(account), account === null ? GRAY : GREEN)] },
    { id: 'sessions', label: `Sessions (${sessions.length})`, children: sessions.map(sessionNode) },
    { id: 'closings', label: `Closings (${closings.length})`, children: closings.map(closingNode) },
  ], filter.toLowerCase())
}

const sessionSections = (session: AppSessionSummary, { activeSessionId }: InspectedState): Sections => ({
  Session: [
    entry('id', session.id),
    entry('status', session.status),
    entry('application', session.application),
    entry('protocol', session.protocol),
    entry('version', session.version),
    entry('quorum', session.quorum),
    entry('active session of the app', session.id === activeSessionId),
    entry('created', session.createdAt),
    entry('updated', session.updatedAt),
  ],
  Weights: session.participants.map(({ address, weight }) => entry(address, weight)),
})

/** The details of one node of the tree; empty for a node that is gone. */
export function inspectorDetails(state: InspectedState, nodeId: string): Sections {
  const [kind = '', id] = nodeId.split(':')
  switch (kind) {
    case 'connection': return {
      Connection: [
        entry('node', state.node),
        entry('status', state.status),
        entry('protocol', state.protocol),
        entry('closings survive a reload', state.isDurable),
        ...errorEntries(state.error),
      ],
    }
    case 'login': return {
      Login: [entry('wallet', state.account)],
      Balances: state.balances.map(({ asset, amount }) => entry(asset, amount)),
    }
    case 'sessions': return {
      Sessions: [entry('listed', state.sessions.length), entry('active session of the app', state.activeSessionId)],
    }
    case 'closings': return {
      Closings: [
        entry('known', state.closings.length),
        entry('not ended', state.closings.filter(({ snapshot }) => !isFinal(snapshot.state)).length),
      ],
    }
    case 'session': {
      const session = state.sessions.find(each => each.id === id)
      return session ? sessionSections(session, state) : {}
    }
    case 'closing': {
      const closing = state.closings.find(({ snapshot }) => snapshot.id === id)
      return closing ? closingSections(closing) : {}
    }
    default: return {}
  }
}
