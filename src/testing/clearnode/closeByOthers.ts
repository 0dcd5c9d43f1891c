import { negate } from '../formats/decimal'
import type { ClearnodeState } from './state'

/**
 * Closes a session as a request of another device or participant would, and pays everything to one participant.
 * @param to index of the participant
 * @returns the wallets that were paid, or null where the session is not open or does not have the participant
 */
export function closeByOthers(node: ClearnodeState, id: string, to: number): readonly string[] | null {
  const session = node.sessions.find(id)
  const receiver = session?.participants[to]
  if (session?.status !== 'open' || receiver === undefined) return null
  const held = node.ledger.totals(id)
  const draft = node.ledger.draft()
  for (const participant of session.participants) {
    for (const { asset, amount } of node.ledger.balances(id, participant)) {
      draft.record(id, participant, asset, negate(amount))
    }
  }
  for (const { asset, amount } of held) {
    draft.record(receiver, receiver, asset, amount)
    draft.transaction('app_withdrawal', id, receiver, asset, amount)
  }
  draft.commit()
  node.sessions.update(id, { status: 'closed', version: session.version + 1n })
  node.closes.push({ sessionId: id, requestId: null })
  return [receiver]
}
