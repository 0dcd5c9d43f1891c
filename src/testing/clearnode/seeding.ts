import type { Hex } from '../../core/types'
import type { SessionSeed } from '../embedded/types'
import { negate, parseDecimal, signOf, subtract, type Decimal } from '../formats/decimal'
import { sessionIdOf, type AppDefinition } from './appSessions'
import { draftDeposit } from './deposits'
import type { LedgerDraft } from './ledger'
import type { ClearnodeState } from './state'

/** The account that balances all funds that come from outside the node. */
const OPENING_ACCOUNT = 'opening'

export function fundWallet(node: ClearnodeState, wallet: string, asset: string, amount: string): void {
  const parsed = readAmount(amount)
  if (signOf(parsed) <= 0) throw new RangeError(`Cannot fund a wallet with ${amount}: the amount must be above zero.`)
  const draft = node.ledger.draft()
  draftFunding(node, draft, wallet, asset, parsed)
  draft.commit()
}

export function seedSession(node: ClearnodeState, seed: SessionSeed): Hex {
  const { participants, application, sessionData = '' } = seed
  const common = { application, protocol: 'NitroRPC/0.4', participants, weights: seed.weights.map(BigInt), quorum: BigInt(seed.quorum), challenge: 0n }
  const definition: AppDefinition = { ...common, nonce: seed.nonce === undefined ? node.sessions.unusedNonce(common) : BigInt(seed.nonce) }
  const id = sessionIdOf(definition)
  if (node.sessions.find(id)) throw new RangeError(`The session ${id} already exists.`)

  const draft = node.ledger.draft()
  for (const { participant, asset, amount: text } of seed.allocations) {
    const amount = readAmount(text)
    if (signOf(amount) === 0) continue
    const missing = subtract(amount, draft.balance(participant, participant, asset))
    if (signOf(missing) > 0) draftFunding(node, draft, participant, asset, missing)
    draftDeposit(draft, { participant, sessionId: id, asset, amount, sessionKey: null })
  }
  draft.commit()
  node.sessions.add(id, definition, sessionData)
  return id
}

/** Drafts a credit of a wallet's unified balance from outside the node. */
export function draftFunding(node: ClearnodeState, draft: LedgerDraft, wallet: string, asset: string, amount: Decimal): void {
  draft.record(OPENING_ACCOUNT, node.signer.address, asset, negate(amount))
  draft.record(wallet, wallet, asset, amount)
}

function readAmount(text: string): Decimal {
  const amount = parseDecimal(text)
  if (!amount || signOf(amount) < 0) throw new RangeError(`"${text}" is not a valid amount.`)
  return amount
}
