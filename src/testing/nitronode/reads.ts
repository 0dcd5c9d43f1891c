import { Refusal } from '../embedded/refusal'
import { formatDecimal } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { GoStruct } from '../formats/goStruct'
import { rfc3339Seconds } from '../formats/goTexts'
import { normalizeAddress, parseUnsigned } from './fields'
import type { CallFrame } from './frames'
import { describePage, readPage } from './paging'
import type { NitronodeState } from './state'

/** The transaction type of a release from a session to a participant. */
const RELEASE = 41

export const getConfig = (node: NitronodeState): GoValue => ({
  blockchains: [{
    name: 'polygon', blockchain_id: '137', channel_hub_address: '0x9d1E88627884e066B81A02d69BCB2437a520534C',
    confirmation_delay_secs: 0,
  }],
  node_address: node.nodeAddress.toLowerCase(),
  // A text that is set when the node is built. The recorded node, 1.4.1, reports this one.
  node_version: 'v1.0.0',
  supported_sig_validators: 'AAE=',
})

export function getAssets(node: NitronodeState, { payload }: CallFrame): GoValue {
  const chainText = new GoStruct(payload).optionalText('blockchain_id')
  const chain = chainText === null ? null : parseUnsigned(chainText).value
  if (chain === undefined) throw new Refusal('invalid blockchain_id')
  const assets = node.assets.filter(({ chainId }) => chain === null || BigInt(chainId) === chain)
    .sort((a, b) => a.symbol < b.symbol ? -1 : 1)
  return {
    assets: assets.map(({ name, symbol, decimals, token, chainId }) => ({
      name, symbol, decimals, suggested_blockchain_id: String(chainId),
      tokens: [{ name, symbol, address: token.toLowerCase(), blockchain_id: String(chainId), decimals }],
    })),
  }
}

export function getBalances(node: NitronodeState, { payload }: CallFrame): GoValue {
  const wallet = normalizeAddress(new GoStruct(payload).text('wallet'), 'invalid wallet: ')
  return { balances: node.balances(wallet).map(({ asset, amount }) => ({ asset, amount, enforced: '0' })) }
}

export function getTransactions(node: NitronodeState, { payload }: CallFrame): GoValue {
  const query = new GoStruct(payload)
  const [given, asset, type] = [query.text('wallet'), query.text('asset'), query.optionalUnsigned('tx_type', 8)]
  const [from, to] = [query.optionalUnsigned('from_time', 64), query.optionalUnsigned('to_time', 64)]
  const page = readPage(query)
  const wallet = normalizeAddress(given, 'invalid wallet: ')
  const rows = node.transactions
    .filter(row => row.participant === wallet && (asset === '' || row.asset === asset) && (type === null || type === BigInt(RELEASE))
      && (from === null || BigInt(row.createdAt) >= from * 1000n) && (to === null || BigInt(row.createdAt) <= to * 1000n))
    .reverse()
    // The node orders rows by its clock, which may have been set back.
    .sort((one, other) => other.createdAt - one.createdAt)
  return {
    metadata: describePage(page, rows.length),
    transactions: page.slice(rows).map(row => ({
      id: row.id,
      asset: row.asset,
      tx_type: RELEASE,
      from_account: row.sessionId,
      to_account: row.participant,
      receiver_new_state_id: row.stateId,
      amount: formatDecimal(row.amount),
      created_at: rfc3339Seconds(row.createdAt),
    })),
  }
}
