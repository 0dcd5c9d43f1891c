import { act, createElement, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import type { ClosingCallbacks } from '../composables/closingCallbacks'
import { describeError } from '../core/errors/errors'
import { useCloseSession, type UseCloseSessionResult } from './useCloseSession'

const { allocations } = sampleSession()
let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  root = createRoot(document.createElement('div'))
})

afterEach(async () => {
  await act(async () => { root.unmount() })
  vi.unstubAllGlobals()
})

/** Renders the hook in strict mode. The result always has what the last rendering returned. */
async function render(client = createFakeClient([sampleSession()]), callbacks: ClosingCallbacks = {}) {
  const renderings: UseCloseSessionResult[] = []
  function Probe({ id }: { id: string }) {
    renderings.push(useCloseSession(client, id, callbacks))
    return null
  }
  const show = (id: string) => act(async () => { root.render(createElement(StrictMode, null, createElement(Probe, { id }))) })
  await show(sampleId())
  const hook = (): UseCloseSessionResult => {
    const last = renderings.at(-1)
    if (!last) throw new Error('The hook was not rendered.')
    return last
  }
  return { client, hook, show, renderings }
}

it('useCloseSession for React shows how a closing proceeds, to the receipt', async () => {
  const onClosed = vi.fn()
  const { client, hook } = await render(undefined, { onClosed })
  expect(hook()).toMatchObject({ state: 'idle', isClosing: false, steps: [], error: null, receipt: null, snapshot: null })
  await act(async () => { hook().close(allocations) })
  expect(hook()).toMatchObject({ state: 'planning', isClosing: true })
  const progress = client.started[0]?.progress
  await act(async () => { progress?.step('signed', 'close', 'active', { state: 'signing' }) })
  expect(hook().state).toBe('signing')
  await act(async () => { progress?.paid(sampleReceipt()) })
  expect(hook()).toMatchObject({ state: 'closed', isClosing: false, receipt: sampleReceipt() })
  expect(onClosed.mock.calls).toEqual([[sampleReceipt()]])
})

it('useCloseSession for React calls onClosed once for a closing that joins one of another tab', async () => {
  const onClosed = vi.fn()
  const { client, hook } = await render(undefined, { onClosed })
  await act(async () => { hook().close(allocations) })
  await act(async () => { client.started[0]?.progress.update({ id: 'of-another-tab', state: 'confirming' }) })
  await act(async () => { client.started[0]?.progress.paid(sampleReceipt()) })
  expect(onClosed.mock.calls).toEqual([[sampleReceipt()]])
})

it('useCloseSession for React shows a closing that was started elsewhere, and calls back once when it ends', async () => {
  const onFailed = vi.fn()
  const { client, hook } = await render(undefined, { onFailed })
  await act(async () => { client.close({ sessionId: sampleId(), allocations }).then(undefined, () => {}) })
  expect(hook().state).toBe('planning')
  await act(async () => { client.started[0]?.progress.end('failed', describeError('SESSION_NOT_OPEN')) })
  expect(hook()).toMatchObject({ state: 'failed', error: { code: 'SESSION_NOT_OPEN' } })
  expect(onFailed).toHaveBeenCalledTimes(1)
})

it('useCloseSession for React shows a closing whose session id the app writes in upper case', async () => {
  const { client, hook, show } = await render()
  await show(sampleId().toUpperCase())
  await act(async () => { client.close({ sessionId: sampleId(), allocations }).then(undefined, () => {}) })
  expect(hook().state).toBe('planning')
})

it('useCloseSession for React shows a closing that was running before the component was rendered', async () => {
  const client = createFakeClient([sampleSession()])
  client.close({ sessionId: sampleId(), allocations }).then(undefined, () => {})
  const { hook } = await render(client)
  expect(hook().state).toBe('planning')
})

it('useCloseSession for React refuses a different closing while one is running, and keeps showing that one', async () => {
  const { hook } = await render()
  await act(async () => { hook().close(allocations) })
  await act(async () => { hook().close([]) })
  expect(hook()).toMatchObject({ state: 'planning', error: { code: 'CLOSING_IN_PROGRESS' } })
  await act(async () => { hook().reset() })
  expect(hook()).toMatchObject({ state: 'planning', error: null })
})

it('useCloseSession for React cancels, and shows nothing after a reset', async () => {
  const onCancelled = vi.fn()
  const { hook } = await render(undefined, { onCancelled })
  await act(async () => { hook().close(allocations) })
  await act(async () => { expect(hook().cancel()).toBe(true) })
  expect(hook().state).toBe('cancelled')
  expect(onCancelled).toHaveBeenCalledTimes(1)
  await act(async () => { hook().reset() })
  expect(hook()).toMatchObject({ state: 'idle', snapshot: null })
})

it('useCloseSession for React follows the session, and its functions stay the same for one session', async () => {
  const { client, hook, show } = await render(createFakeClient([sampleSession(), sampleSession({ id: sampleId(2) })]))
  const { close } = hook()
  await act(async () => { close(allocations) })
  expect(hook().close).toBe(close)
  await show(sampleId(2))
  expect(hook().state).toBe('idle')
  expect(hook().close).not.toBe(close)
  await show(sampleId())
  expect(hook().state).toBe('planning')
  expect(client.started).toHaveLength(1)
})

it('useCloseSession for React listens to the client only while its component is there', async () => {
  const { client } = await render()
  expect(client.listening).toBe(1)
  await act(async () => { root.render(null) })
  expect(client.listening).toBe(0)
})

it('useCloseSession for React renders on a server, without a client', () => {
  const Probe = () => useCloseSession(null, sampleId()).state
  expect(renderToString(createElement(Probe))).toBe('idle')
})
