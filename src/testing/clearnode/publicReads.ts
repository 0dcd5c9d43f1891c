import { Refusal } from '../embedded/refusal'
import { accountOf, walletOf, ZERO_ADDRESS } from '../formats/addresses'
import { formatDecimal } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { GoStruct } from '../formats/goStruct'
import { rfc3339 } from '../formats/goTexts'
import { describeSession } from './appSessions'
import type { Answer, CallContext } from './calls'
import { page, readListOptions } from './paging'
import type { ClearnodeState } from './state'
import { describeTransaction } from './transactions'

const TRANSACTION_TYPES = ['transfer', 'deposit', 'withdrawal', 'app_deposit', 'app_withdrawal', 'escrow_lock', 'escrow_unlock']

export function ping(): Answer {
  return { method: 'pong', params: null }
}

export function getConfig({ node }: CallContext): Answer {
  return { params: { broker_address: node.signer.address, networks: [] } }
}

export function getAssets({ node, call }: CallContext): Answer {
  return { params: describeAssets(node, new GoStruct(call.params).optionalUnsigned('chain_id', 32)) }
}

/** The list of assets, which is also pushed to every new connection. */
export function describeAssets(node: ClearnodeState, chainId: bigint | null = null): GoValue {
  return {
    assets: node.assets
      .filter(asset => chainId === null || BigInt(asset.chainId) === chainId)
      .map(({ token, chainId: chain_id, symbol, decimals }) => ({ token, chain_id, symbol, decimals })),
  }
}

/** Always empty, since this node has no chain. */
export function getChannels({ call }: CallContext): Answer {
  readListOptions(new GoStruct(call.params))
  return { params: { channels: [] } }
}

export function getAppSessions({ node, call }: CallContext): Answer {
  const fields = new GoStruct(call.params)
  const rows = node.sessions.list(fields.text('participant'), fields.text('status'))
  const shown = page(rows, readListOptions(fields), 'failed to get application sessions')
  return { params: { app_sessions: shown.map(row => describeSession(row, row.application)) } }
}

export function getAppDefinition({ node, call }: CallContext): Answer {
  const id = new GoStruct(call.params).text('app_session_id')
  if (id === '') throw new Refusal('missing account ID')
  const row = node.sessions.find(id)
  if (!row) throw new Refusal('failed to get application session')
  const { protocol, participants, weights, quorum, challenge, nonce } = row
  return { params: { application: '', protocol, participants, weights, quorum, challenge, nonce } }
}

export function getLedgerEntries({ node, call, wallet }: CallContext): Answer {
  const fields = new GoStruct(call.params)
  const account = accountOf(fields.text('account_id'))
  const asset = fields.text('asset')
  const owner = walletOf(fields.text('wallet') || wallet)
  const rows = node.ledger.rowsOf(account).filter(row =>
    (owner === ZERO_ADDRESS || row.wallet === owner)
    && (asset === '' || row.asset === asset))
  const shown = page(rows.reverse(), readListOptions(fields), 'failed to get ledger entries')
  return {
    params: {
      ledger_entries: shown.map(row => ({
        id: row.id,
        account_id: row.account,
        account_type: 0,
        asset: row.asset,
        participant: row.wallet,
        credit: formatDecimal(row.credit),
        debit: formatDecimal(row.debit),
        created_at: rfc3339(row.createdAt),
      })),
    },
  }
}

export function getLedgerTransactions({ node, call }: CallContext): Answer {
  const fields = new GoStruct(call.params)
  const account = accountOf(fields.text('account_id'))
  const asset = fields.text('asset')
  const type = fields.text('tx_type')
  if (type !== '' && !TRANSACTION_TYPES.includes(type)) throw new Refusal('invalid ledger transaction type')
  const rows = node.ledger.transactionsOf(account).filter(row =>
    (asset === '' || row.asset === asset)
    && (type === '' || row.type === type))
  const shown = page(rows.reverse(), readListOptions(fields), 'failed to get transactions')
  return {
    params: {
      ledger_transactions: shown.map(row => describeTransaction(row, node.tags.of(row.from), node.tags.of(row.to))),
    },
  }
}
