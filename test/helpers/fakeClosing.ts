import { isFinal } from '../../src/core/closing/states'
import { ClosingProgress } from './fakeProgress'
import type { CloseRequest, Closing, ClosingSnapshot, Receipt } from '../../src/core/closing/types'
import { NitroliteError } from '../../src/core/errors/errors'
import type { Hex } from '../../src/core/types'

/** A closing whose course the test decides. */
export interface FakeClosing extends Closing {
  readonly request: CloseRequest
  readonly progress: ClosingProgress
  /** How many listen. */
  readonly listening: number
}

/** Starts a closing that does nothing by itself; the test moves it with `progress`. */
export function createFakeClosing(
  id: string, request: CloseRequest, onChange: (snapshot: ClosingSnapshot) => void,
): FakeClosing {
  const progress = new ClosingProgress(id, request.sessionId as Hex, 1_700_000_000_000, thrown => { throw thrown })
  progress.update({ allocations: request.allocations })
  let listening = 0
  const result = new Promise<Receipt>((resolve, reject) => {
    progress.subscribe(snapshot => {
      if (!isFinal(snapshot.state)) return
      const { error, receipt } = snapshot
      if (error) reject(new NitroliteError(error.code, error.data))
      else if (receipt) resolve(receipt)
    })
  })
  // As the real one: its state tells of a failure, also to a caller who does not await it.
  result.catch(() => {})
  progress.subscribe(onChange)
  return {
    request,
    progress,
    id,
    sessionId: request.sessionId as Hex,
    get listening() { return listening },
    get state() { return progress.snapshot.state },
    get steps() { return progress.snapshot.steps },
    get error() { return progress.snapshot.error },
    get receipt() { return progress.snapshot.receipt },
    snapshot: () => progress.snapshot,
    subscribe(listener) {
      const stop = progress.subscribe(listener)
      let stopped = false
      listening += 1
      return () => {
        if (stopped) return
        stopped = true
        listening -= 1
        stop()
      }
    },
    resume() {
      if (progress.snapshot.state !== 'agreed') return false
      progress.update({ state: 'confirming', error: null })
      return true
    },
    revokeKey: () => progress.snapshot.recovery?.canRevoke ?? false,
    cancel() {
      if (!['planning', 'signing', 'agreed', 'cancelled'].includes(progress.snapshot.state)) return false
      progress.end('cancelled', new NitroliteError('CLOSING_CANCELLED').info)
      return true
    },
    log: () => [],
    then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected),
  }
}
