import { NitroliteError } from '../errors/errors'
import { cosigningOf } from '../protocols/cosigning'
import type { Access, Protocol } from '../protocols/protocol'
import { judgePayouts } from '../receipts/payouts'
import type { AppSession } from '../sessions/types'
import type { Address, Hex } from '../types'
import { nodeTagOf } from './meaning'
import type { NodeCosigning } from './nodeCosigning'
import type { ProposalFacts } from './review/facts'

/** What the node says about a session that several participants close. */
export interface SessionFacts extends ProposalFacts {
  readonly session: AppSession
  /** When the node had answered what the session is, Unix milliseconds by its clock. The ledger is read after that. */
  readonly readAt: number
}

/**
 * How participants sign together on the node.
 * @throws `PROPOSAL_KIND_UNKNOWN` on nodes on which this version cannot do that
 */
export function nodeCosigningOf({ name }: Pick<Protocol, 'name'>): NodeCosigning {
  const node = cosigningOf(name)
  if (!node) throw new NitroliteError('PROPOSAL_KIND_UNKNOWN', { kind: name })
  return node
}

/**
 * Reads a session and its ledger, both anew: signatures are given only for what the node says now.
 * @param expectedSubmitter who sends the signatures of this session, as the app is configured; null if the app does not say
 * @throws `SESSION_NOT_FOUND`, and the errors of any request
 */
export async function readFacts(
  protocol: Protocol, { connection, login }: Access, sessionId: Hex, expectedSubmitter: Address | null,
): Promise<SessionFacts> {
  const { rules } = nodeCosigningOf(protocol)
  const { broker, assets } = await protocol.nodeInfo(connection)
  const session = await protocol.readSession(connection, sessionId)
  const readAt = connection.now()
  const ledger = await protocol.readLedger(connection, { session, allocations: session.allocations, baseline: [], funded: {} })
  return {
    rules, session, readAt, expectedSubmitter,
    nodeTag: nodeTagOf(broker),
    nodeAssets: assets.map(({ symbol }) => symbol),
    // Any payout of a close counts: nothing is left for another close to pay.
    isPaidOut: judgePayouts({ allocations: [], baseline: [] }, ledger).isPaidOut,
    wallet: login.wallet,
  }
}

/**
 * Another device may have logged in and replaced the session key. The node refuses what the old key signs.
 * @throws `SESSION_KEY_REPLACED`, and the errors of any request
 */
export async function checkOwnKey(protocol: Pick<Protocol, 'isKeyEnded'>, access: Access): Promise<void> {
  if (await protocol.isKeyEnded?.(access)) throw new NitroliteError('SESSION_KEY_REPLACED', { signer: access.login.signer.address })
}

/**
 * The tag of a proposal names a node by its address. A node that only claims the address could be any other.
 * @throws `PROPOSAL_OTHER_NODE`, and the errors of any request
 */
export async function checkNodeKey(protocol: Pick<Protocol, 'isProven'>, { connection }: Pick<Access, 'connection'>): Promise<void> {
  if (await protocol.isProven?.(connection) === false) throw new NitroliteError('PROPOSAL_OTHER_NODE')
}
