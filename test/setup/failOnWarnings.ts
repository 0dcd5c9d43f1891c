import { afterEach, beforeEach, expect, vi, type MockInstance } from 'vitest'

// Fails every test during which something is printed with console.warn or console.error.
let spies: MockInstance[] = []

beforeEach(() => {
  spies = (['warn', 'error'] as const).map(method => vi.spyOn(console, method))
})

afterEach(() => {
  const unexpected = spies.flatMap(spy => spy.mock.calls.map(call => call.map(String).join(' ')))
  for (const spy of spies) spy.mockRestore()
  expect(unexpected, 'unexpected console output').toEqual([])
})
