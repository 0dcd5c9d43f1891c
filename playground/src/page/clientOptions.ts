import type { NitroliteOptions } from 'vue-nitrolite'
import { createMemoryHistory } from 'vue-nitrolite/core'
import type { Environment } from './environment'

/** The history of the nodes in the page, kept when the person switches between them. */
const pageHistory = createMemoryHistory()

/** What all clients of the page have in common, whichever wallet they are for. */
export const clientOptions = ({ choice, node, control, sockets }: Environment) => ({
  url: node?.url ?? choice.node,
  application: choice.application,
  WebSocket: sockets.WebSocket,
  keep: {
    // A node in the page forgets everything on reload, so there is nothing to keep for later.
    ...(node?.place === 'page' && { closings: false, logins: false, tabs: false, protocols: false, history: pageHistory }),
    ...(control && { activeSession: false }),
  },
}) satisfies NitroliteOptions
