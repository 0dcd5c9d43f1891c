import { onTestFinished } from 'vitest'
import { createEmbeddedNitronode, serveEmbeddedNode, type EmbeddedNitronode, type EmbeddedNitronodeOptions } from '../../../src/testing'
import { ALICE, BOB } from './playgroundPage'

/** A nitronode outside the page, reached over a real socket, with one session that Alice can close. */
export interface ServedNitronode {
  readonly node: EmbeddedNitronode
  readonly url: string
  readonly sessionId: string
  /** The URL of the playground with this node chosen. */
  pageOf(playground: string): string
  /** Booked updates as `[intent, version]`. */
  updates(): number[][]
  /** Amounts paid out of the session, sorted. */
  paid(): string[]
}

/** Serves a nitronode until the test is over. */
export async function serveNitronode(options: EmbeddedNitronodeOptions = {}): Promise<ServedNitronode> {
  const node = createEmbeddedNitronode(options)
  const { id } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'playground',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const server = await serveEmbeddedNode(node)
  onTestFinished(async () => {
    await server.close()
    node.dispose()
  })
  return {
    node,
    url: server.url,
    sessionId: id,
    pageOf: playground => `${playground}?application=playground&node=${encodeURIComponent(server.url)}`,
    updates: () => node.updates().map(({ intent, version }) => [intent, version]),
    paid: () => node.releases().filter(({ sessionId }) => sessionId === id).map(({ amount }) => amount).sort(),
  }
}
