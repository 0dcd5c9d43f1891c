import type { RequestOptions } from '../../src/core/connection/types'
import { openRig, TIMEOUTS } from './connectionRig'

/** The request in a frame that a scripted socket was given. */
export const requestIn = (frame = '{}'): { readonly id: number, readonly method: string } =>
  JSON.parse(frame) as { readonly id: number, readonly method: string }

/** An open connection that never pings, for tests that issue many requests. */
export async function openQuietRig(timeouts: Partial<typeof TIMEOUTS> = {}) {
  const rig = await openRig({ timeouts: { ...TIMEOUTS, heartbeat: 0, ...timeouts } })
  /** Issues a request. Its promise may be ignored. */
  const issue = (method: string, options: RequestOptions = {}): Promise<unknown> => {
    const answer = rig.connection.request(rig.request(method), options)
    answer.catch(() => {})
    return answer
  }
  /** Issues requests with the methods `method0`, `method1`, … */
  const issueMany = (count: number, method: string, options: RequestOptions = {}): Promise<unknown>[] =>
    Array.from({ length: count }, (_, index) => issue(`${method}${index}`, options))
  return {
    ...rig,
    issue,
    issueMany,
    /** Issues a request whose result does not matter. */
    start: (...args: Parameters<typeof issue>) => void issue(...args),
    startMany: (...args: Parameters<typeof issueMany>) => void issueMany(...args),
    /** Methods of the requests on the wire, in their order. */
    methods: (): string[] => rig.socket.sent.map(frame => requestIn(frame).method),
    /** The node answers the requests at these places of the wire. */
    answer(...places: number[]) {
      for (const place of places) rig.socket.push({ id: requestIn(rig.socket.sent[place]).id, ok: 'done' })
    },
  }
}
