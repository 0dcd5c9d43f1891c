import { Refusal } from '../embedded/refusal'
import { formatDecimal, parseDecimal, ZERO } from '../formats/decimal'
import { GoStruct } from '../formats/goStruct'
import { rfc3339 } from '../formats/goTexts'
import { verifyCallerSignature } from './callerSignature'
import type { Answer, CallContext } from './calls'
import { describeHistory } from './history'
import { page, readListOptions } from './paging'
import { ROOT_APPLICATION } from './sessionKeys'

export function getUserTag({ node, wallet }: CallContext): Answer {
  const tag = node.tags.of(wallet)
  if (tag === undefined) throw new Refusal('failed to get user tag')
  return { params: { tag } }
}

/** Balances in any account, but only those of the caller. */
export function getLedgerBalances({ node, call, wallet }: CallContext): Answer {
  const account = new GoStruct(call.params).text('account_id') || wallet
  return { params: { ledger_balances: node.describeBalances(account, wallet) } }
}

export function getRpcHistory({ node, call, wallet }: CallContext): Answer {
  const options = readListOptions(new GoStruct(call.params))
  const shown = page(node.history.of(wallet), options, 'failed to retrieve RPC history')
  return { params: { rpc_entries: shown.map(describeHistory) } }
}

/** Live keys. Unlike the other lists, this one has no default limit and no direction. */
export function getSessionKeys({ node, call, wallet }: CallContext): Answer {
  const fields = new GoStruct(call.params)
  const offset = Number(fields.unsigned('offset', 32))
  const limit = Number(fields.unsigned('limit', 32)) || Infinity
  const shown = node.sessionKeys.activeOf(wallet).slice(offset, offset + limit)
  return {
    params: {
      session_keys: shown.map(row => ({
        id: row.id,
        session_key: row.address,
        application: row.application,
        allowances: row.allowances.map(({ asset, amount }) => ({
          asset,
          allowance: formatDecimal(parseDecimal(amount) ?? ZERO),
          used: formatDecimal(node.ledger.spentBy(row.address, asset)),
        })),
        scope: row.scope,
        expires_at: rfc3339(row.expiresAt),
        created_at: rfc3339(row.createdAt),
      })),
    },
  }
}

/** A key may revoke itself. Only the wallet and keys of the root application may revoke other keys. */
export function revokeSessionKey({ node, call, wallet }: CallContext): Answer {
  const address = new GoStruct(call.params).text('session_key')
  if (address === '') throw new Refusal('session_key parameter is required')
  const signer = verifyCallerSignature({ node, call, wallet })
  if (!node.sessionKeys.isActiveFor(address, wallet)) {
    throw new Refusal('operation denied: provided address is not an active session key of this user')
  }
  if (signer !== wallet && signer !== address) {
    const { application } = node.sessionKeys.active(signer, 'operation denied')
    if (application !== ROOT_APPLICATION) {
      throw new Refusal('operation denied: insufficient permissions for the active session key')
    }
  }
  node.sessionKeys.revoke(address)
  return { params: { session_key: address } }
}
