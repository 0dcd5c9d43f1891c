import { NitroliteError } from '../core/errors/errors'

/** How long to wait for a reply of a database, in milliseconds, unless the app says otherwise. */
export const DEFAULT_REPLY_LIMIT = 10_000

/** @throws `OPTIONS_INVALID` */
export function checkReplyLimit(timeout: number): void {
  const isTime = Number.isFinite(timeout) && timeout > 0
  if (!isTime) throw new NitroliteError('OPTIONS_INVALID', { option: 'timeout', reason: 'It must be a time in milliseconds above 0.' })
}

/**
 * Waits for a reply, but not forever, because a driver may wait for a server that will never answer. The server may still
 * carry out the command after the wait has ended.
 * @param from who replies, for the text of the error
 * @throws what the reply rejects with; an `Error` with the code `ETIMEDOUT` if it takes too long
 */
export function withReplyLimit<T>(reply: Promise<T>, timeout: number, from = 'database'): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(Object.assign(new Error(`The ${from} did not reply within ${timeout} ms.`), { code: 'ETIMEDOUT' })) }, timeout)
    reply.finally(() => { clearTimeout(timer) }).then(resolve, reject)
  })
}
