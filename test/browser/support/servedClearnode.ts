import { onTestFinished } from 'vitest'
import { createEmbeddedClearnode, serveEmbeddedNode, type EmbeddedClearnode } from '../../../src/testing'
import { ALICE, BOB } from './playgroundPage'

/** A ClearNode outside the page, reached over a real socket, that holds every close back until `release` is called. */
export interface HoldingClearnode {
  readonly node: EmbeddedClearnode
  /** Ids of the sessions, each of which Alice can close. */
  readonly sessionIds: readonly string[]
  /** The URL of the playground with this node chosen. */
  pageOf(playground: string): string
  /** Carries out the closes that were held back, and every later one at once. */
  release(): void
}

/** Serves a ClearNode that holds closes back, until the test is over. */
export async function serveHoldingClearnode(sessions = 1): Promise<HoldingClearnode> {
  let release = (): void => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  const node = createEmbeddedClearnode({
    latency: (point, { method }) => point === 'checked' && method === 'close_app_session' ? released : undefined,
  })
  const sessionIds = Array.from({ length: sessions }, () => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'playground',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id)
  const server = await serveEmbeddedNode(node)
  onTestFinished(async () => {
    release()
    await server.close()
    node.dispose()
  })
  return { node, sessionIds, pageOf: playground => `${playground}?application=playground&node=${encodeURIComponent(server.url)}`, release }
}
