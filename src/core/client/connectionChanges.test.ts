import { expect, it, vi } from 'vitest'
import { createConnectionChanges } from './connectionChanges'

it('until() resolves at once if there is already something to find', async () => {
  const changes = createConnectionChanges(() => false)
  expect(await changes.until(() => 'found')).toBe('found')
})

it('until looks again after every change of the connection, and stops looking once it has found something', async () => {
  const changes = createConnectionChanges(() => false)
  let value: string | null = null
  const find = vi.fn(() => value)
  const waiting = changes.until(find)
  changes.notify()
  value = 'found'
  changes.notify()
  expect(await waiting).toBe('found')
  changes.notify()
  expect(find).toHaveBeenCalledTimes(3)
})

it('until() does not look for anything once the client is disposed', () => {
  let isDisposed = false
  const changes = createConnectionChanges(() => isDisposed)
  const find = vi.fn(() => null)
  void changes.until(find)
  isDisposed = true
  changes.notify()
  expect(find).toHaveBeenCalledTimes(1)
})
