import { ref } from 'vue'
import { expect, it, onTestFinished } from 'vitest'
import { createMemoryStorage, mountSetup, withSetup } from '../../test/helpers/withSetup'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from '../../test/helpers/people'
import { sampleId, sampleSession } from '../../test/helpers/sampleSession'
import { createNitrolite } from '../plugin/createNitrolite'
import { createEmbeddedClearnode } from '../testing'
import { useAppSession } from './useAppSession'
import { useAppSessions } from './useAppSessions'
import { useCloseSession } from './useCloseSession'

const spellings: [string, (id: string) => string][] = [
  ['in upper case', id => id.toUpperCase()], ['without 0x', id => id.slice(2)], ['with a line break', id => `${id}\n`],
]

it.each(spellings)('a session whose id is written %s follows changes by others and closings of the app', async (_, spell) => {
  const node = createEmbeddedClearnode()
  const session = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const plugin = createNitrolite({ url: 'ws://embedded.test', application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket, storage: false })
  onTestFinished(() => { node.dispose() })
  const { result: part } = mountSetup(() => {
    const written = ref(spell(session.id))
    return { ...useAppSession(written), closing: useCloseSession(written) }
  }, plugin)
  await plugin.client?.connect()
  await expect.poll(() => part.session.value?.status).toBe('open')
  const closing = plugin.client?.close({ sessionId: session.id, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }, { participant: BOB, asset: 'usdc', amount: '0' }] })
  expect(part.closing.isClosing.value).toBe(true)
  await closing
  expect(part.closing.state.value).toBe('closed')
  await expect.poll(() => part.session.value?.status).toBe('closed')
})

it.each(spellings)('an active session whose id is written %s is still the active one after a reload', (_, spell) => {
  const storage = createMemoryStorage()
  const open = () => withSetup(() => useAppSessions(), { client: createFakeClient([sampleSession()]), storage })
  const before = open()
  before.result.select(spell(sampleId()))
  expect(before.result.activeSessionId.value).toBe(sampleId())
  before.unmount()
  expect(open().result.activeSessionId.value).toBe(sampleId())
})
