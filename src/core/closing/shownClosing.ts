import type { NitroliteErrorInfo } from '../errors/errors'
import type { Receipt } from '../receipts/types'
import type { Unsubscribe } from '../types'
import type { Publication } from './publication'
import type { ClosingSnapshot, ClosingState, ClosingStep } from './types'

/** What callers see of a closing, without what they can do with it: its snapshot, each change, and the promise of its receipt. */
export abstract class ShownClosing implements PromiseLike<Receipt> {
  protected readonly publication: Publication

  constructor(publication: Publication) {
    this.publication = publication
  }

  get state(): ClosingState { return this.snapshot().state }
  get steps(): readonly ClosingStep[] { return this.snapshot().steps }
  get error(): NitroliteErrorInfo | null { return this.snapshot().error }
  get receipt(): Receipt | null { return this.snapshot().receipt }

  snapshot(): ClosingSnapshot { return this.publication.snapshot }

  subscribe(listener: (snapshot: ClosingSnapshot) => void): Unsubscribe {
    return this.publication.subscribe(listener)
  }

  then<T = Receipt, R = never>(
    onFulfilled?: ((receipt: Receipt) => T | PromiseLike<T>) | null,
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    return this.publication.result.then(onFulfilled, onRejected)
  }
}
