import type { Address } from '../../core/types'
import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import { isHexAddress } from '../formats/addresses'
import { compare, formatDecimal, negate, signOf, type Decimal } from '../formats/decimal'
import { GoStruct } from '../formats/goStruct'
import { digestOf } from '../formats/signatures'
import { verifyCallerSignature } from './callerSignature'
import type { Answer, CallContext } from './calls'
import type { LedgerDraft } from './ledger'
import { checkSpending } from './sessionKeys'
import type { ClearnodeState } from './state'
import { describeTransaction } from './transactions'

interface Destination {
  readonly wallet: string
  /** Tag of the wallet; undefined if it has none. */
  readonly tag: string | undefined
}

interface TransferRow {
  readonly asset: string
  readonly amount: Decimal
}

/**
 * `transfer`: moves funds between unified balances. The sender is the wallet that is logged in on the connection, so the
 * signature of another wallet moves nothing. The same bytes are carried out once. Not recorded: taken from the node's sources.
 */
export function* transfer({ node, call, wallet }: CallContext): Stages<Answer> {
  const fields = new GoStruct(call.params)
  const [destination, tag] = [fields.text('destination'), fields.text('destination_user_tag')]
  const rows = fields.structs('allocations', (row): TransferRow => ({ asset: row.text('asset'), amount: row.decimal('amount') }))
  const digest = digestOf(call.requestText)
  if (node.processed.has(digest)) throw new Refusal('operation denied: the request has already been processed')
  if (destination === '' && tag === '') throw new Refusal('destination or destination_tag must be provided')
  if (destination !== '' && !isHexAddress(destination)) throw new Refusal(`invalid destination account: ${destination}`)
  if (rows.length === 0) throw new Refusal('allocations cannot be empty')
  const signer = verifyCallerSignature({ node, call, wallet })
  const to = findDestination(node, destination, tag)
  if (to.wallet === wallet) throw new Refusal('cannot transfer to self')
  yield 'verified'

  const draft = node.ledger.draft()
  for (const row of rows) draftTransfer(node, draft, { from: wallet, to: to.wallet, sessionKey: signer === wallet ? null : signer, row })
  yield 'checked'

  const booked = draft.commit()
  node.processed.add(digest)
  yield 'committed'

  const params = { transactions: booked.map(row => describeTransaction(row, node.tags.of(wallet), to.tag)) }
  for (const receiver of [wallet, to.wallet]) {
    node.pushBalances([receiver])
    node.connections.pushToWallet(receiver, 'tr', params)
  }
  return { params }
}

/** The tag of a request is passed on as it is, even if the request names the wallet too. */
function findDestination(node: ClearnodeState, destination: string, tag: string): Destination {
  if (destination !== '') return { wallet: destination, tag: tag === '' ? node.tags.of(destination) : tag }
  const known = tag.toUpperCase()
  const wallet = node.tags.walletOf(known)
  if (wallet === undefined) throw new Refusal(`failed to get wallet by tag: ${tag}`)
  return { wallet, tag: known }
}

function draftTransfer(
  node: ClearnodeState, draft: LedgerDraft, move: { from: string, to: string, sessionKey: Address | null, row: TransferRow },
): void {
  const { from, to, sessionKey, row: { asset, amount } } = move
  if (signOf(amount) <= 0) throw new Refusal(`invalid allocation: ${formatDecimal(amount)} for asset ${asset}`)
  if (sessionKey !== null) {
    const key = node.sessionKeys.active(sessionKey, 'session key validation failed')
    checkSpending(key, draft.spentBy(sessionKey, asset), asset, amount)
  }
  if (compare(amount, draft.balance(from, from, asset)) > 0) throw new Refusal(`insufficient funds: ${from} for asset ${asset}`)
  draft.record(from, from, asset, negate(amount), sessionKey)
  draft.record(to, to, asset, amount)
  draft.transaction('transfer', from, to, asset, amount)
}
