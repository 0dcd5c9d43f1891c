import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { buildAllocations } from '../../sessions/allocations'
import type { AppSession, AppSessionSummary, Participant } from '../../sessions/types'
import type { Hex } from '../../types'
import type { NodeInfo } from '../protocol'
import { ask } from './calls'
import { readHoldings, type Holdings } from './ledger'
import type { SessionFinder } from './sessionFinder'
import { toParticipants } from './sessionList'
import * as schemas from './schemas'

/** How often a session is read, at most, if it changes while it is read. */
const MAX_READS = 5

/** What never changes about a session. The node returns it by the session's id, also after the close. */
export interface Definition {
  readonly participants: readonly Participant[]
  readonly quorum: number
}

/** @throws `SESSION_NOT_FOUND` */
export async function readDefinition(connection: Connection, sessionId: Hex): Promise<Definition> {
  const { participants, weights, quorum } = await ask(connection, {
    method: 'get_app_definition', params: { app_session_id: sessionId }, schema: schemas.definition, data: { sessionId },
  })
  if (participants.length === 0) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
  return { participants: toParticipants(participants, weights), quorum }
}

/**
 * Puts a session together. The node's ledger ignores the case of addresses, so if a wallet is listed in two spellings, its
 * holdings belong to the first one.
 */
export function toSession(summary: AppSessionSummary, holdings: Holdings, { assets }: NodeInfo): AppSession {
  const addresses = summary.participants.map(({ address }) => address)
  const firstSpellings = new Map<string, string>()
  for (const address of addresses) {
    const key = address.toLowerCase()
    if (!firstSpellings.has(key)) firstSpellings.set(key, address)
  }
  const sums = new Map(Array.from(firstSpellings, ([key, address]) => [address, holdings.get(key) ?? new Map<string, string>()]))
  return { ...summary, ...buildAllocations(addresses, new Map(assets.map(({ symbol, decimals }) => [symbol, decimals])), sums) }
}

/**
 * Reads a session as the lists show it now.
 * @throws `SESSION_NOT_FOUND`, which does not prove that it is gone: a list that changes meanwhile can hide it
 */
async function readSummary(
  connection: Connection, finder: SessionFinder, sessionId: Hex, { participants, quorum }: Definition,
): Promise<AppSessionSummary> {
  const addresses = participants.map(({ address }) => address)
  const summary = await finder.findAmong(connection, addresses, 'open', sessionId)
    ?? await finder.findAmong(connection, addresses, undefined, sessionId)
  if (!summary) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
  return { ...summary, participants, quorum }
}

/** Whether a session has the version and the status with which it was read. @throws `SESSION_NOT_FOUND`, as `readSummary` */
export async function isUnchanged(connection: Connection, finder: SessionFinder, session: AppSession): Promise<boolean> {
  const { status, version } = await readSummary(connection, finder, session.id, session)
  return status === session.status && version === session.version
}

/**
 * Reads a session with its present allocations, for the screen. This takes several calls, so the session is read again if it
 * changed between them.
 * @throws `SESSION_NOT_FOUND`, as `readSummary`
 */
export async function readSession(
  connection: Connection, finder: SessionFinder, sessionId: Hex, node: NodeInfo,
): Promise<AppSession> {
  const definition = await readDefinition(connection, sessionId)
  let summary = await readSummary(connection, finder, sessionId, definition)
  for (let pass = 1; ; pass++) {
    const [holdings, latest] = await Promise.all([
      readHoldings(connection, sessionId), readSummary(connection, finder, sessionId, definition),
    ])
    const hasChanged = latest.version !== summary.version || latest.status !== summary.status
    summary = latest
    if (!hasChanged || pass === MAX_READS) return toSession(summary, holdings, node)
  }
}
