import { Refusal } from '../embedded/refusal'
import { formatDecimal } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { GoStruct } from '../formats/goStruct'
import { isHash, normalizeAddress } from './fields'
import type { CallFrame } from './frames'
import { describePage, readPage } from './paging'
import { allocationsOf, rowsOf, type NitronodeState, type SessionRow } from './state'

const STATUSES: readonly (string | null)[] = [null, 'open', 'closed']

export function getAppSessions(node: NitronodeState, { payload }: CallFrame): GoValue {
  const query = new GoStruct(payload)
  const [id, given, status] = [query.optionalText('app_session_id'), query.optionalText('participant'), query.optionalText('status')]
  const page = readPage(query)
  if (id === null && given === null) throw new Refusal('either app_session_id or participant must be provided')
  if (id !== null && !isHash(id)) throw new Refusal('invalid app_session_id')
  const participant = given === null ? null : normalizeAddress(given, 'invalid participant: ')
  if (!STATUSES.includes(status)) throw new Refusal(`invalid status: ${status}`)
  const rows = [...node.sessions.values()].reverse().filter(row =>
    (id === null || row.id === id.toLowerCase())
    && (participant === null || row.participants.some(({ wallet }) => wallet === participant))
    && (status === null || row.status === status))
  return { app_sessions: page.slice(rows).map(describeSession), metadata: describePage(page, rows.length) }
}

/** The answer for a session that the node does not have is empty, and not an error. */
export function getAppDefinition(node: NitronodeState, { payload }: CallFrame): GoValue {
  const session = node.sessions.get(new GoStruct(payload).text('app_session_id').toLowerCase())
  return session ? { definition: describeDefinition(session) } : {}
}

/**
 * Participants are in the order in which they were sent. A real node leaves the order to its database, which sorts them by
 * address while the table is new and has no statistics (recorded at the beginning of random-101.jsonl).
 */
const describeDefinition = ({ application, participants, quorum, nonce }: SessionRow): GoValue => ({
  application_id: application,
  participants: participants.map(({ wallet, weight }) => ({ wallet_address: wallet, signature_weight: weight })),
  quorum,
  nonce: nonce.toString(),
})

const describeSession = (session: SessionRow): GoValue => ({
  app_session_id: session.id,
  status: session.status,
  app_definition: describeDefinition(session),
  session_data: session.sessionData === '' ? undefined : session.sessionData,
  version: session.version.toString(),
  // Sorted by asset and then by participant. A stable sort keeps the order of participants.
  allocations: rowsOf(allocationsOf(session)).sort((a, b) => a.asset < b.asset ? -1 : a.asset > b.asset ? 1 : 0)
    .map(held => ({ ...held, amount: formatDecimal(held.amount) })),
})
