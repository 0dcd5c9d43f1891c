import type { Hex } from '../../core/types'
import type { PostgresQuery } from '../../node/postgresOptions'
import { createPostgresLogins } from '../../node/postgresLogins'
import type { PostgresRoomReport } from './postgresRoomReport'
import { rotateLogin } from '../../rooms/rotateLogin'
import type { CommandOutput } from '../commandOutput'
import { loadPackage } from './openDatabase'

export interface ChangeLoginQuestion {
  readonly node: string
  readonly application: string
  readonly scope?: string
  readonly loginsTable?: string
  readonly privateKey: string
  readonly secret: string
  readonly isForced: boolean
}

/** Ends the login that the workers share, and makes the next one. @returns the exit code */
export async function changeLogin(
  report: PostgresRoomReport, query: PostgresQuery, { node, application, scope, loginsTable, privateKey, secret, isForced }: ChangeLoginQuestion, { out, error }: CommandOutput,
): Promise<number> {
  const sent = await report.countSent()
  if (sent > 0 && !isForced) {
    error(`Rooms that may have a request under way: ${sent}. Nothing was changed. Wait until they have ended, or use --force: requests that reach the node later are then refused, and their rooms are signed anew.\n`)
    return 1
  }
  const { WebSocket } = await loadPackage('ws', () => import('ws'))
  await rotateLogin({
    url: node, application, signer: privateKey as Hex, WebSocket,
    ...scope !== undefined && { sessionKey: { scope } },
    keep: { logins: createPostgresLogins({ query, secret, ...loginsTable !== undefined && { table: loginsTable } }) },
  })
  out('The login was ended, and the next one is stored. Workers that run use it from their next request on.\n')
  return 0
}
