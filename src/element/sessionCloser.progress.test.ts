import 'fake-indexeddb/auto'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { settle } from '../../test/helpers/mountCloser'
import { ALICE, ALICE_KEY, BOB } from '../../test/helpers/people'
import { sampleId, sampleSession } from '../../test/helpers/sampleSession'
import { createEmbeddedClearnode } from '../testing'
import { defineSessionCloser, type SessionCloserElementProperties } from './index'

beforeAll(() => defineSessionCloser())

/** Begins to close a session in an element with content for the slots `header` and `progress`. */
async function startClosing(properties: SessionCloserElementProperties) {
  const closer = document.createElement('session-closer')
  closer.innerHTML = '<h2 slot="header">Payment 17</h2><p slot="progress">Paying out</p>'
  Object.assign(closer, { confirm: false, ...properties })
  document.body.append(closer)
  onTestFinished(() => { closer.remove() })
  const find = (selector: string): HTMLElement | null => closer.shadowRoot?.querySelector<HTMLElement>(selector) ?? null
  const button = await vi.waitFor(() => {
    const found = find('.nitrolite-footer .nitrolite-button:not(:disabled)')
    if (!found) throw new Error('The session cannot be closed yet.')
    return found
  }, 5_000)
  button.click()
  await vi.waitFor(() => { expect(find('[data-state=progress]')).not.toBeNull() })
  await settle()
  return find
}

it('session-closer shows the progress of the page while a session is being closed, and the client of the page can cancel it', async () => {
  const client = createFakeClient([sampleSession()])
  const find = await startClosing({ client, sessionId: sampleId() })
  expect(find('slot[name=progress]')).not.toBeNull()
  expect(find('.nitrolite-steps')).toBeNull()
  client.closings.get(sampleId())?.cancel()
  await settle()
  expect(find('[data-state=editing]')).not.toBeNull()
})

it('session-closer keeps its own progress in a page without a client, which could neither say how far the closing is nor cancel it', async () => {
  const node = createEmbeddedClearnode({ latency: (point, { method }) => point === 'checked' && method === 'close_app_session' ? new Promise(() => {}) : undefined })
  const { id } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'app', allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  vi.stubGlobal('WebSocket', node.WebSocket)
  onTestFinished(() => {
    vi.unstubAllGlobals()
    node.dispose()
  })
  const find = await startClosing({ url: 'ws://node.test', application: 'app', signer: ALICE_KEY, autoConnect: true, sessionId: id })
  expect(find('slot[name=header]')).not.toBeNull()
  expect(find('slot[name=progress]')).toBeNull()
  expect(find('.nitrolite-steps')).not.toBeNull()
})
