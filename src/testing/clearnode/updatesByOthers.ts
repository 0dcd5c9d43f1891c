import type { CloseByOthersFault, UpdateByOthersFault } from '../faults/types'
import { compare, negate, parseDecimal, ZERO } from '../formats/decimal'
import type { SessionRow } from './appSessions'
import { draftDeposit } from './deposits'
import type { LedgerDraft } from './ledger'
import { draftFunding } from './seeding'
import type { ClearnodeState } from './state'

/** Writes a change that the node has read and checked. @returns the wallets whose unified balance it changes */
export type PreparedChange = () => readonly string[]

/** A change in the making. `participant` has the index `to` of the fault. */
interface Change {
  readonly node: ClearnodeState
  readonly session: SessionRow
  readonly participant: string
  readonly draft: LedgerDraft
}

/**
 * Reads and checks a change of a session as a request of another device or participant would. Nothing locks the session
 * until the change is written: as on the real node, the later write wins, and an operate that is written after a close
 * leaves the session open although it was paid out.
 * @returns null if the session is not open, does not have the participant, or holds too little
 */
export function prepareChange(node: ClearnodeState, id: string, fault: CloseByOthersFault | UpdateByOthersFault): PreparedChange | null {
  const session = node.sessions.find(id)
  const participant = session?.participants[fault.to]
  if (session?.status !== 'open' || participant === undefined) return null
  const change: Change = { node, session, participant, draft: node.ledger.draft() }
  const paid = draftChange(change, fault)
  if (!paid) return null
  return () => {
    const transactions = change.draft.commit()
    const isClose = fault.kind === 'close-by-others'
    node.sessions.update(id, { status: isClose ? 'closed' : session.status, version: session.version + 1n })
    if (isClose) node.payments.add({ sessionId: id, by: 'close', requestId: null }, transactions)
    if (fault.kind === 'withdraw-by-others') node.payments.add({ sessionId: id, by: 'withdrawal', requestId: null }, transactions)
    return paid
  }
}

function draftChange(change: Change, fault: CloseByOthersFault | UpdateByOthersFault): readonly string[] | null {
  switch (fault.kind) {
    case 'close-by-others': return draftClose(change)
    case 'operate-by-others': return draftOperate(change)
    case 'deposit-by-others': return draftDeposits(change, fault.amount)
    case 'withdraw-by-others': return draftWithdrawal(change, fault.amount)
  }
}

function draftClose({ node, session: { id, participants }, participant, draft }: Change): readonly string[] {
  const held = node.ledger.totals(id)
  draftEmptying({ node, id, participants, draft })
  for (const { asset, amount } of held) {
    draft.record(participant, participant, asset, amount)
    draft.transaction('app_withdrawal', id, participant, asset, amount)
  }
  return [participant]
}

function draftOperate({ node, session: { id, participants }, participant, draft }: Change): readonly string[] {
  const held = node.ledger.totals(id)
  draftEmptying({ node, id, participants, draft })
  for (const { asset, amount } of held) draft.record(id, participant, asset, amount)
  return []
}

function draftDeposits({ node, session: { id }, participant, draft }: Change, text: string): readonly string[] {
  const amount = parseDecimal(text) ?? ZERO
  for (const { asset } of node.ledger.totals(id)) {
    draftFunding(node, draft, participant, asset, amount)
    draftDeposit(draft, { participant, sessionId: id, asset, amount, sessionKey: null })
  }
  return [participant]
}

function draftWithdrawal({ node, session: { id }, participant, draft }: Change, text: string): readonly string[] | null {
  const amount = parseDecimal(text) ?? ZERO
  for (const { asset } of node.ledger.totals(id)) {
    if (compare(node.ledger.balance(id, participant, asset), amount) < 0) return null
    draft.record(id, participant, asset, negate(amount))
    draft.record(participant, participant, asset, amount)
    draft.transaction('app_withdrawal', id, participant, asset, amount)
  }
  return [participant]
}

/** Drafts that every participant gives up everything within the session. */
function draftEmptying({ node, id, participants, draft }: {
  node: ClearnodeState, id: string, participants: readonly string[], draft: LedgerDraft,
}): void {
  for (const participant of participants) {
    for (const { asset, amount } of node.ledger.balances(id, participant)) draft.record(id, participant, asset, negate(amount))
  }
}
