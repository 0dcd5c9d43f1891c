import type { ClosingContext } from '../closing/context'
import { randomName } from '../connection/requestIds'
import type { JournalRecord } from '../journal/journal'
import type { Allocation, AppSession } from '../sessions/types'
import type { Address } from '../types'
import type { NodeCosigning } from './nodeCosigning'

/** What a note about a proposal is made from. */
export interface NoteParts {
  readonly context: Pick<ClosingContext, 'url' | 'protocol' | 'journal' | 'timers' | 'present' | 'report'>
  readonly node: NodeCosigning
  readonly session: AppSession
  readonly wallet: Address
  readonly allocations: readonly Allocation[]
  readonly sessionData: string | null
}

/** A record of the journal that is not a closing: it does not count as a slot, and nothing is resumed from it. */
export async function noteRecord(
  { context: { url, protocol, timers, present }, node, session, wallet, allocations, sessionData }: NoteParts,
  note: Pick<JournalRecord, 'approval' | 'ownKey'>,
): Promise<JournalRecord> {
  const { broker } = await protocol.nodeInfo(present().connection)
  return {
    version: 1, closingId: randomName(), protocol: protocol.name, node: url, sessionId: session.id, startedAt: timers.now(), attempts: [], ...note,
    plan: {
      wallet, broker, session, allocations, sessionData, submissions: [], baseline: [], funded: {},
      together: { role: 'co-signer', spelling: node.rules.spelling, proposalText: null },
    },
  }
}
