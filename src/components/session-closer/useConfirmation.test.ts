import { effectScope, shallowRef } from 'vue'
import { expect, it, onTestFinished } from 'vitest'
import { sampleSession } from '../../../test/helpers/sampleSession'
import { useConfirmation } from './useConfirmation'

const { allocations } = sampleSession()

function startConfirmation() {
  const [sessionId, isClosing] = [shallowRef<string | null>('0x01'), shallowRef(false)]
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const confirmation = scope.run(() => useConfirmation(sessionId, isClosing))
  if (!confirmation) throw new Error('The scope has ended.')
  return { confirmation, sessionId, isClosing }
}

it('the question before closing gives the allocations that the person confirmed, once', () => {
  const { confirmation } = startConfirmation()
  expect(confirmation.confirm()).toBeNull()
  confirmation.ask(allocations)
  expect(confirmation.toConfirm.value).toBe(allocations)
  expect(confirmation.confirm()).toBe(allocations)
  expect([confirmation.toConfirm.value, confirmation.confirm()]).toEqual([null, null])
})

it('a question before closing that the person has answered with Back can no longer be confirmed', () => {
  const { confirmation } = startConfirmation()
  confirmation.ask(allocations)
  confirmation.back()
  expect([confirmation.toConfirm.value, confirmation.confirm()]).toEqual([null, null])
})

it('the question before closing ends when another session is shown, and when a closing starts', () => {
  const { confirmation, sessionId, isClosing } = startConfirmation()
  confirmation.ask(allocations)
  sessionId.value = '0x02'
  expect(confirmation.toConfirm.value).toBeNull()
  confirmation.ask(allocations)
  isClosing.value = true
  expect(confirmation.toConfirm.value).toBeNull()
})
