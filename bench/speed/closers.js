import { createMemoryJournal, createNitroliteClient } from 'vue-nitrolite/core'
import { bareClose, bareUpdate } from './bareCalls.js'
import { allocationsFor, newWallet } from './nodes.js'
import { closeFrame, logIn, readCloseAnswer } from './sdkCalls.js'
import { openSocket } from './openSocket.js'
import { watchTraffic } from './traffic.js'

// Ways to close a session. Each of them connects with a wallet of its own and returns `close(session, hasNewSplit)`, which
// resolves when this way regards the session as closed.

/**
 * Through this library, not connected yet.
 * @param options.wrapSocket makes another WebSocket class from the one that counts the traffic
 * @param options the others are options of the client
 */
export function createLibraryCloser(node, url, { wallet = newWallet(), wrapSocket = WebSocket => WebSocket, ...options } = {}) {
  const traffic = watchTraffic()
  const client = createNitroliteClient({
    url, application: node.application, signer: wallet.privateKey, keep: { closings: createMemoryJournal() },
    WebSocket: wrapSocket(traffic.WebSocket), ...options,
  })
  return {
    wallet: wallet.address,
    client,
    traffic,
    close: ({ id, participants }, hasNewSplit) =>
      client.close({ sessionId: id, allocations: allocationsFor(participants, hasNewSplit) }),
    /** Reads and watches a session, as a screen does before a person closes it. */
    async show({ id }) {
      client.sessions.watch(id)
      await client.sessions.get(id)
    },
    dispose: () => { client.dispose() },
  }
}

/** Through this library. */
export async function connectLibrary(node, url, options) {
  const closer = createLibraryCloser(node, url, options)
  await closer.client.connect()
  return closer
}

/** Through the SDK, which speaks ClearNode's protocol only. It builds the request and reads the answer. */
export async function connectSdk(node, url) {
  const [wallet, traffic, sessionKey] = [newWallet(), watchTraffic(), newWallet().privateKey]
  const socket = await openSocket(url, traffic.WebSocket)
  await logIn(socket, { wallet, sessionKey, application: node.application })
  return {
    wallet: wallet.address,
    traffic,
    close: async (session, hasNewSplit) =>
      readCloseAnswer(await socket.ask(await closeFrame(session, allocationsFor(session.participants, hasNewSplit), sessionKey))),
    dispose: () => { socket.close() },
  }
}

/** With nothing but a signature and a frame: the least that a close can cost. */
export async function connectBare(node, url) {
  const [wallet, traffic, sessionKey] = [newWallet(), watchTraffic(), newWallet().privateKey]
  const socket = await openSocket(url, traffic.WebSocket)
  if (node.kind === 'clearnode') await logIn(socket, { wallet, sessionKey, application: node.application })
  let requests = 1_000_000
  const closeOnClearnode = (session, hasNewSplit) => socket.ask(bareClose(++requests, session, allocationsFor(session.participants, hasNewSplit), sessionKey))
  // A new split is agreed first. Both messages leave at once, because the node processes them in order.
  const closeOnNitronode = (session, hasNewSplit) => Promise.all((hasNewSplit ? ['operate', 'close'] : ['close']).map((intent, index) =>
    socket.ask(bareUpdate(++requests, session, { intent, version: index + 2, allocations: allocationsFor(session.participants, hasNewSplit) }, wallet.privateKey))))
  return {
    wallet: wallet.address,
    traffic,
    close: node.kind === 'clearnode' ? closeOnClearnode : closeOnNitronode,
    dispose: () => { socket.close() },
  }
}
