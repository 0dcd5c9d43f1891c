import { expect, it, onTestFinished, vi } from 'vitest'
import { stubPage } from '../../test/helpers/cachedPage'
import { systemTurn } from '../testing/time/virtualTime'
import { createBroadcastTransport } from './broadcastTransport'

/** A page that can be put into the back-forward cache, and another one that listens in the same room. */
async function start() {
  const name = expect.getState().currentTestName ?? ''
  const page = stubPage()
  const cached = createBroadcastTransport({ name })
  page.forgetPage()
  const other = createBroadcastTransport({ name })
  onTestFinished(() => {
    cached.close()
    other.close()
  })
  const heard: number[][] = []
  cached.subscribe('room', message => heard.push([...message]))
  const counts: number[] = []
  other.presence?.('room', ({ others }) => counts.push(others))
  await vi.waitFor(() => { expect(counts).toEqual([1]) })
  return { page, cached, other, heard, counts }
}

/** Lets messages between channels arrive. */
const settle = async (): Promise<void> => { for (let turn = 0; turn < 50; turn++) await systemTurn() }

it('a page in the back-forward cache is not counted as present and hears nothing, and is back in its room when it returns', async () => {
  const { page, other, heard, counts } = await start()
  page.leave()
  await vi.waitFor(() => { expect(counts).toEqual([1, 0]) })
  await other.publish('room', Uint8Array.of(1))
  await settle()
  expect(heard).toEqual([])
  page.comeBack()
  await vi.waitFor(() => { expect(counts).toEqual([1, 0, 1]) })
  await other.publish('room', Uint8Array.of(2))
  await vi.waitFor(() => { expect(heard).toEqual([[2]]) })
})

it('a transport that was closed no longer listens to the page', async () => {
  const { page, cached } = await start()
  expect(page.listeners).toBe(2)
  cached.close()
  expect(page.listeners).toBe(0)
})
