import { expect, it, vi } from 'vitest'
import { sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { withSetup } from '../../test/helpers/withSetup'
import { useCloseSession } from './useCloseSession'
import { useClosing } from './useClosing'

const session = sampleSession()
const { id, allocations } = session

it('useClosing shows the closing that another component starts later, and calls back when it ends', () => {
  const onClosed = vi.fn()
  const { result: { shown, starter }, client } = withSetup(() => ({ shown: useClosing(id, { onClosed }), starter: useCloseSession(id) }))
  expect([shown.state.value, shown.isClosing.value]).toEqual(['idle', false])
  starter.close(allocations)
  expect([shown.state.value, shown.isClosing.value]).toEqual(['planning', true])
  const receipt = sampleReceipt(session)
  client.started[0]?.progress.paid(receipt)
  expect([shown.state.value, shown.receipt.value]).toEqual(['closed', receipt])
  expect(onClosed).toHaveBeenCalledExactlyOnceWith(receipt)
})

it('useClosing shows nothing of the closing of another session, and cannot start a closing', () => {
  const { result: { shown, starter } } = withSetup(() => ({ shown: useClosing(sampleId(2)), starter: useCloseSession(id) }))
  starter.close(allocations)
  expect(shown.state.value).toBe('idle')
  expect(shown).not.toHaveProperty('close')
})
