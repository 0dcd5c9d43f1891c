import type { ClosingHistory } from './types'

/** The history of a client that was given none: in memory, and loaded when it is first used. */
export function pageHistory(): ClosingHistory {
  let loading: Promise<ClosingHistory> | null = null
  const history = (): Promise<ClosingHistory> =>
    loading ??= import('./memoryHistory').then(({ createMemoryHistory }) => createMemoryHistory())
  return {
    put: async entry => (await history()).put(entry),
    find: async query => (await history()).find(query),
  }
}
