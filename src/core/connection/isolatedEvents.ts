import { createNanoEvents } from 'nanoevents'
import { type NitroliteError, toNitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'

type Listener = (...args: never[]) => void

/** Events whose listeners can harm neither each other nor the one who emits. */
export interface IsolatedEvents<Events> {
  on<Name extends keyof Events>(event: Name, listener: Events[Name]): Unsubscribe
  /** Events emitted by a listener are delivered after the present one, so that all listeners see one order. */
  emit<Name extends keyof Events>(
    event: Name,
    ...args: Events[Name] extends (...args: infer Args) => void ? Args : never
  ): void
  has(event: keyof Events): boolean
}

/** Makes events; what a listener throws is reported as `LISTENER_FAILED` to `error`. */
export function createIsolatedEvents<
  Events extends { [Name in keyof Events]: Listener } & { error: (error: NitroliteError) => void },
>(): IsolatedEvents<Events> {
  const emitter = createNanoEvents<Record<string, (...args: unknown[]) => void>>()
  const queue: (() => void)[] = []

  const deliver = (event: string, args: unknown[]): void => {
    // A queue that is not empty is being worked off further up the stack.
    if (queue.push(() => emitter.emit(event, ...args)) > 1) return
    for (let next = queue[0]; next; queue.shift(), next = queue[0]) next()
  }

  return {
    on(event, listener) {
      const name = String(event)
      const call: Listener = listener
      let active = true
      const off = emitter.on(name, (...args) => {
        if (!active) return
        try {
          call(...args as never[])
        }
        catch (thrown) {
          // A failing error listener has nobody left to tell.
          if (name !== 'error') deliver('error', [toNitroliteError(thrown, 'LISTENER_FAILED', { event: name })])
        }
      })
      return () => {
        active = false
        off()
      }
    },
    emit: (event, ...args) => deliver(String(event), args),
    has: event => (emitter.events[String(event)]?.length ?? 0) > 0,
  }
}
