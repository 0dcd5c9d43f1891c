import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { startManySessions } from '../../test/helpers/manyClosings'
import { ALICE, ALICE_KEY } from '../../test/helpers/people'
import { createForgetfulLoginStore, type KeptLogin } from '../core/wallet/loginStore'
import { mirrorClient } from '../plugin/mirror'
import { useNitroliteStore } from '../plugin/store'
import type { EmbeddedWebSocketConstructor } from '../testing'
import { inspectedState } from './inspectedState'
import { inspectorDetails, inspectorTree } from './inspector'
import { createTimeline } from './timeline'

/** Adds everything that passes through sockets of a class to a list, with login tokens. */
function recordWire(Base: EmbeddedWebSocketConstructor, texts: string[]): EmbeddedWebSocketConstructor {
  return class extends Base {
    constructor(url: string | URL) {
      super(url)
      this.addEventListener('message', (event) => { texts.push(String((event as { readonly data?: unknown }).data)) })
    }

    override send(text: string): void {
      texts.push(text)
      super.send(text)
    }
  }
}

it.each(['clearnode', 'nitronode'] as const)('everything that Vue Devtools shows of a paid closing on %s holds no key, signature or login token', async (kind) => {
  const { connect, closeAll, ids, node, time } = await startManySessions(kind, 2)
  const logins: KeptLogin[] = []
  const wire: string[] = []
  const client = await connect({
    url: 'wss://app:hunter2@node.test/v1/0a1b2c3d?api-key=4e5f6a7b',
    WebSocket: recordWire(node.WebSocket, wire),
    logins: { ...createForgetfulLoginStore(), write: async (_, login) => { logins.push(login) } },
  })
  const store = useNitroliteStore(createPinia())
  mirrorClient(client, store)
  const timeline = createTimeline(client)
  void client.sessions.list().then((sessions) => { store.sessions = sessions })
  closeAll(client)
  await time.runUntil(() => store.sessions.length > 0 && client.closings.list().every(({ state }) => state === 'closed'), 3_600_000)
  timeline.collect()

  const state = inspectedState(client, store)
  const tree = inspectorTree(state)
  const details = tree.flatMap(each => [each, ...each.children ?? []]).map(({ id }) => inspectorDetails(state, id))
  const dump = JSON.stringify([tree, details, timeline.entries])

  const signatures = wire.join().match(/0x[0-9a-f]{130,}/g) ?? []
  const receipts = client.closings.list().map(({ receipt }) => receipt?.request.text ?? '')
  const secrets = [ALICE_KEY, ...signatures, ...receipts, ...logins.flatMap(({ privateKey, jwt }) => [privateKey, jwt])]
    .filter(secret => secret !== '').concat('hunter2', '0a1b2c3d', '4e5f6a7b')
  expect(signatures.length).toBeGreaterThan(2)
  expect(logins.length).toBe(kind === 'clearnode' ? 1 : 0)
  expect(secrets.filter(secret => dump.includes(secret) || dump.includes(secret.replace('0x', '')))).toEqual([])
  expect(dump).not.toMatch(/[0-9a-f]{128}|eyJ/i)

  expect([ALICE, ...ids, 'read payouts'].filter(shown => !dump.includes(shown))).toEqual([])
})
