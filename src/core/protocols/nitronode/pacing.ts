import type { Timers } from '../../connection/types'

/** Messages that a node takes by default (nitronode 1.4.1): 10 a second, 20 at once. Some room is left for others. */
const GAP = 1000 / 8
const BURST = 16

/** Keeps a connection below the node's limit, beyond which the node ends it without a word. */
export interface Pacer {
  /** Waits for the turn of a message on a socket. */
  turn(socket: string | null): Promise<void>
}

/** Of sockets that have been quiet for so long nothing has to be known, in milliseconds. */
const QUIET = GAP * BURST

export function createPacer(timers: Timers): Pacer {
  /** When the next message would be due on each socket, if all came evenly. */
  const due = new Map<string, number>()

  return {
    turn(socket) {
      const name = socket ?? ''
      const now = timers.elapsed()
      for (const [other, at] of due) if (at + QUIET < now) due.delete(other)
      const at = Math.max(now, due.get(name) ?? now)
      due.set(name, at + GAP)
      const wait = at - now - GAP * (BURST - 1)
      return wait <= 0 ? Promise.resolve() : new Promise((resolve) => { timers.after(wait, resolve) })
    },
  }
}
