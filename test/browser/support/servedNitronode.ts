import { onTestFinished } from 'vitest'
import { createEmbeddedNitronode, serveEmbeddedNode, type EmbeddedNitronode, type EmbeddedNitronodeOptions } from '../../../src/testing'
import { ALICE, BOB } from './playgroundPage'

/** A nitronode of another process, as far as the page is concerned, with one session that Alice can close. */
export interface ServedNitronode {
  readonly node: EmbeddedNitronode
  readonly url: string
  readonly sessionId: string
  /** The address of the playground that leads to it. */
  pageOf(playground: string): string
  /** States that were booked, as intent and version. */
  updates(): number[][]
  /** Everything that was paid out of the session. */
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
