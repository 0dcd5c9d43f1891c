import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { buildAllocations } from '../../sessions/allocations'
import type { AppSession, AppSessionSummary, Participant, SessionQuery } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { NodeInfo } from '../protocol'
import { ask } from './calls'
import { readHoldings } from './ledger'
import { findRow, readPages, type ReadPage } from './paging'
import * as schemas from './schemas'

/** How often a session is read, at most, if it changes while it is read. */
const MAX_READS = 5

const toParticipants = (addresses: readonly Address[], weights: readonly number[]): Participant[] =>
  addresses.map((address, index) => ({ address, weight: weights[index] ?? 0 }))

const toSummary = (row: schemas.SessionRow): AppSessionSummary => ({
  id: row.app_session_id as Hex,
  status: row.status,
  application: row.application,
  protocol: row.protocol,
  participants: toParticipants(row.participants, row.weights),
  quorum: row.quorum,
  version: row.version,
  sessionData: row.session_data,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Reads pages of the list of sessions. Unreadable rows stay in it as null, because offsets count them too. */
const pagesOf = (connection: Connection, filter: Record<string, string>): ReadPage<schemas.SessionRow | null> => async page => {
  const answer = await ask(connection, {
    method: 'get_app_sessions', params: { ...filter, ...page, sort: 'desc' }, schema: schemas.sessions,
  })
  return answer.app_sessions
}

/**
 * Lists every matching session, newest change first. Looks for a participant as written and in lower case, because the node
 * compares addresses as text.
 */
export async function listSessions(connection: Connection, { status, participant }: SessionQuery): Promise<AppSessionSummary[]> {
  const spellings = participant === undefined ? [undefined] : new Set([participant, participant.toLowerCase()])
  const lists = await Promise.all(Array.from(spellings, spelling => readPages(pagesOf(connection, {
    ...(spelling !== undefined && { participant: spelling }),
    ...(status !== undefined && { status }),
  }), row => row?.app_session_id ?? '')))
  const rows = new Map(schemas.readable(lists.flat()).map(row => [row.app_session_id, row]))
  return [...rows.values()].map(toSummary).sort((a, b) => a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0)
}

/**
 * Finds a session in the list of one of its participants. The node has no call that reads a session by its id.
 * @throws `SESSION_NOT_FOUND`, which does not prove that it is gone: a list that changes meanwhile can hide it
 */
async function findSummary(connection: Connection, sessionId: Hex, participant: Address): Promise<AppSessionSummary> {
  const row = await findRow(pagesOf(connection, { participant }), session => session?.app_session_id === sessionId)
  if (!row) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
  return toSummary(row)
}

/**
 * Reads the status of a session that was read before.
 * @throws `SESSION_NOT_FOUND`, which does not prove that it is gone
 */
export async function readStatus(connection: Connection, { id, participants: [first] }: AppSession): Promise<string> {
  if (!first) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId: id })
  return (await findSummary(connection, id, first.address)).status
}

/**
 * Reads what each participant holds, by the address as the session stores it. The node's ledger ignores the case of addresses, so a
 * wallet that is listed in two spellings is read only once.
 */
async function readAllHoldings(
  connection: Connection, sessionId: Hex, participants: readonly Participant[],
): Promise<Map<Address, Map<string, string>>> {
  const wallets = new Map<string, Address>()
  for (const { address } of participants) {
    if (!wallets.has(address.toLowerCase())) wallets.set(address.toLowerCase(), address)
  }
  return new Map(await Promise.all(Array.from(wallets.values(), async wallet =>
    [wallet, await readHoldings(connection, sessionId, wallet)] as const)))
}

/**
 * Reads a session with its present allocations. This takes several calls, so the session is read again if it changed between them.
 * @throws `SESSION_NOT_FOUND`
 */
export async function readSession(connection: Connection, sessionId: Hex, { assets }: NodeInfo): Promise<AppSession> {
  const definition = await ask(connection, {
    method: 'get_app_definition', params: { app_session_id: sessionId }, schema: schemas.definition, data: { sessionId },
  })
  const participants = toParticipants(definition.participants, definition.weights)
  const [first] = participants
  if (!first) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })

  let summary = await findSummary(connection, sessionId, first.address)
  for (let pass = 1; ; pass++) {
    const holdings = await readAllHoldings(connection, sessionId, participants)
    const latest = await findSummary(connection, sessionId, first.address)
    const hasChanged = latest.version !== summary.version || latest.status !== summary.status
    summary = latest
    if (hasChanged && pass < MAX_READS) continue
    const decimals = new Map(assets.map(asset => [asset.symbol, asset.decimals]))
    return {
      ...summary,
      participants,
      quorum: definition.quorum,
      ...buildAllocations(participants.map(({ address }) => address), decimals, holdings),
    }
  }
}
