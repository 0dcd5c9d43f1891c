import { createNanoEvents } from 'nanoevents'
import { callListener } from './callListener'
import type { NitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'

type Listener = (...args: never[]) => void

/** Events whose listeners cannot disturb each other or the code that emits. */
export interface IsolatedEvents<Events> {
  on<Name extends keyof Events>(event: Name, listener: Events[Name]): Unsubscribe
  /**
   * Calls all listeners of an event. If a listener emits another event, that one is delivered afterwards, so that all
   * listeners see the events in the same order.
   */
  emit<Name extends keyof Events>(
    event: Name,
    ...args: Events[Name] extends (...args: infer Args) => void ? Args : never
  ): void
  hasListener(event: keyof Events): boolean
}

/** Creates events. If a listener throws, that is reported to the `error` listeners as `LISTENER_FAILED`. */
export function createIsolatedEvents<
  Events extends { [Name in keyof Events]: Listener } & { error: (error: NitroliteError) => void },
>(): IsolatedEvents<Events> {
  const emitter = createNanoEvents<Record<string, (...args: unknown[]) => void>>()
  const undelivered: { readonly event: string, readonly args: unknown[] }[] = []
  let isDelivering = false

  const deliver = (event: string, args: unknown[]): void => {
    // Called from within a listener: the loop further up the stack delivers this event too.
    if (isDelivering) {
      undelivered.push({ event, args })
      return
    }
    isDelivering = true
    emitter.emit(event, ...args)
    for (let next = undelivered.shift(); next; next = undelivered.shift()) emitter.emit(next.event, ...next.args)
    isDelivering = false
  }

  return {
    on(event, listener) {
      const name = String(event)
      const call: Listener = listener
      let isActive = true
      const off = emitter.on(name, (...args) => {
        if (!isActive) return
        callListener(name, () => call(...args as never[]), (error) => {
          // A failing error listener is not reported: its report would go to that same listener.
          if (name !== 'error') deliver('error', [error])
        })
      })
      return () => {
        isActive = false
        off()
      }
    },
    emit: (event, ...args) => deliver(String(event), args),
    hasListener: event => (emitter.events[String(event)]?.length ?? 0) > 0,
  }
}
