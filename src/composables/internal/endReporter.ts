import type { ClosingSnapshot, ClosingState } from '../../core/closing/types'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { ClosingCallbacks } from '../closingCallbacks'

/** Reports once how each closing that a composable started or shows has ended. */
interface EndReporter {
  /** The composable started this closing: every end is reported, also one that has been reached already. */
  onStarted(snapshot: ClosingSnapshot): void
  /** The composable shows this closing from now on: only later ends are reported. */
  onShown(snapshot: ClosingSnapshot): void
  /** The composable no longer shows this closing. Its end is reported only if the composable started it. */
  onHidden(id: string): void
  /** A closing has changed. */
  onChange(snapshot: ClosingSnapshot): void
  /** A closing of this composable asks for the same as one of another client, and has the id of that one from now on. */
  onJoined(earlierId: string, id: string): void
}

/** Makes the reporter of one composable. @param translate an error in the language of the app */
export function createEndReporter(
  { onClosed, onFailed, onCancelled }: ClosingCallbacks, translate: (error: NitroliteErrorInfo) => NitroliteErrorInfo,
): EndReporter {
  /** Last known state of every closing whose end is to be reported, by its id. */
  const lastStates = new Map<string, ClosingState>()
  const started = new Set<string>()

  function report(snapshot: ClosingSnapshot): void {
    const { state, error, receipt } = snapshot
    switch (state) {
      case 'closed':
        if (receipt) onClosed?.(receipt)
        return
      case 'superseded':
      case 'overpaid':
      case 'failed':
        if (error) onFailed?.(translate(error), snapshot)
        return
      case 'cancelled':
        onCancelled?.(snapshot)
        return
      case 'planning':
      case 'signing':
      case 'collecting':
      case 'submitting':
      case 'confirming':
      case 'paying':
      case 'agreed':
    }
  }

  function onChange(snapshot: ClosingSnapshot): void {
    const { id, state } = snapshot
    const lastState = lastStates.get(id)
    if (lastState === undefined || lastState === state) return
    lastStates.set(id, state)
    report(snapshot)
  }

  return {
    onStarted(snapshot) {
      started.add(snapshot.id)
      if (!lastStates.has(snapshot.id)) lastStates.set(snapshot.id, 'planning')
      onChange(snapshot)
    },
    onShown({ id, state }) {
      if (!lastStates.has(id)) lastStates.set(id, state)
    },
    onHidden(id) {
      if (!started.has(id)) lastStates.delete(id)
    },
    onChange,
    onJoined(earlierId, id) {
      const lastState = lastStates.get(earlierId)
      if (lastState === undefined || earlierId === id) return
      lastStates.delete(earlierId)
      if (!lastStates.has(id)) lastStates.set(id, lastState)
      if (started.delete(earlierId)) started.add(id)
    },
  }
}
