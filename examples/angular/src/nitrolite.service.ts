import { computed, DestroyRef, inject, Injectable, signal, type Signal } from '@angular/core'
import type { Allocation, Closing, ClosingSnapshot } from 'vue-nitrolite/core'
import { client } from './client'

/** The client of the app, with its state as signals. */
@Injectable({ providedIn: 'root' })
export class NitroliteService {
  readonly client = client
  readonly status = signal(client.status)
  readonly #closings = signal<readonly ClosingSnapshot[]>(client.closings.list())

  constructor() {
    const stops = [
      client.on('status', status => this.status.set(status)),
      client.on('closing', () => this.#closings.set(client.closings.list())),
    ]
    inject(DestroyRef).onDestroy(() => stops.forEach(stop => stop()))
  }

  /** The newest closing of a session. */
  closingOf(sessionId: Signal<string | undefined>): Signal<ClosingSnapshot | undefined> {
    return computed(() => this.#closings().find(closing => closing.sessionId === sessionId()))
  }

  /** Closes a session. Its end is in `closingOf`, so the result may be ignored. */
  close(sessionId: string, allocations: readonly Allocation[]): Closing {
    const closing = client.close({ sessionId, allocations })
    closing.then(undefined, () => {})
    return closing
  }
}
