import { randomUUID } from 'node:crypto'

/** Texts that processes change one at a time, for a lock. */
export interface LockTexts {
  get(name: string): Promise<string | null>
  /** @returns false if there is a text under the name */
  insert(name: string, text: string): Promise<boolean>
  /** @returns false if the text is not exactly `present` */
  update(name: string, text: string, present: string): Promise<boolean>
  /** @returns false if the text is not exactly `present` */
  remove(name: string, present: string): Promise<boolean>
}

export interface LeaseLockOptions {
  /** Milliseconds without a sign of life after which an owner loses the lock. */
  readonly lease: number
  /** Milliseconds to wait for the lock. */
  readonly timeout: number
}

/** How often a waiting process looks again, in milliseconds. */
const RETRY_INTERVAL = 200

const pause = (duration: number): Promise<void> => new Promise(resolve => setTimeout(resolve, duration))

/**
 * Holds a lock in a database. The owner changes the text of the lock as a sign of life. A process that has seen no change
 * for a whole lease takes over, so the lock of a dead process expires. Each process measures with its own monotonic clock.
 * @returns what releases the lock. It never rejects: a lock that stays expires
 * @throws what the database throws; an `Error` if the wait has taken too long
 */
export async function holdLease(texts: LockTexts, name: string, { lease, timeout }: LeaseLockOptions): Promise<() => Promise<void>> {
  const mine = randomUUID()
  const begunAt = performance.now()
  let seen: string | null = null
  let seenAt = begunAt
  for (;;) {
    const present = await texts.get(name)
    // The insertion may have been made although its reply said otherwise, or was lost.
    if (present === mine) break
    if (present !== seen) [seen, seenAt] = [present, performance.now()]
    if (present === null && await texts.insert(name, mine)) break
    const isDead = present !== null && performance.now() - seenAt >= lease
    if (isDead && await texts.update(name, mine, present)) break
    if (performance.now() - begunAt >= timeout) throw new Error('Another process holds the lock.')
    await pause(RETRY_INTERVAL)
  }
  return keepLease(texts, name, mine, lease)
}

function keepLease(texts: LockTexts, name: string, first: string, lease: number): () => Promise<void> {
  let current = first
  let renewing: Promise<void> | null = null
  async function renew(): Promise<void> {
    const next = randomUUID()
    // After a failure, the next renewal tries again with the same text.
    if (await texts.update(name, next, current).catch(() => false)) current = next
    else if (await texts.get(name).catch(() => null) === next) current = next
  }
  const heartbeat = setInterval(() => { renewing ??= renew().finally(() => { renewing = null }) }, lease / 3)
  heartbeat.unref()
  return async () => {
    clearInterval(heartbeat)
    await renewing
    await texts.remove(name, current).catch(() => false)
  }
}
