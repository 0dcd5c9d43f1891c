import { codeOf } from '../../core/errors/errors'
import type { CheckedRequest } from '../result/readRequest'
import { needsDeposits, roomAllocations } from '../result/roomAllocations'
import type { PooledConnection } from './connectionPool'

/**
 * Finds out whether the node says who paid into a session, if the result needs that.
 * @throws `ROOM_DEPOSITS_UNKNOWN`. Everything else is found out when the closing is planned
 */
export async function checkRefund({ sessionId, result }: CheckedRequest, connection: PooledConnection | undefined): Promise<void> {
  if (!connection || !needsDeposits(result)) return
  const { sessions } = connection.client
  try {
    const session = await sessions.get(sessionId)
    if (session.status === 'open') roomAllocations(session, result, await sessions.deposits(session))
  }
  catch (thrown) {
    if (codeOf(thrown) === 'ROOM_DEPOSITS_UNKNOWN') throw thrown
  }
}
