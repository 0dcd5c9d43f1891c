import { Refusal } from '../embedded/refusal'
import { isHexAddress } from '../formats/addresses'
import { formatDecimal } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { rfc3339Seconds } from '../formats/goTimes'
import type { Frame } from './frames'
import { describePage, pageOf } from './paging'
import { isSessionId, readFields, readText } from './params'
import { rowsOf, type NitronodeState, type SessionRow } from './state'

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

export const getAssets = (node: NitronodeState): GoValue => ({
  assets: node.assets.map(({ name, symbol, decimals, token, chainId }) => ({
    name, symbol, decimals, suggested_blockchain_id: String(chainId),
    tokens: [{ name, symbol, address: token.toLowerCase(), blockchain_id: String(chainId), decimals }],
  })),
})

/** An empty filter lists sessions of every status. */
const STATUS_FILTERS: ReadonlySet<string> = new Set(['', 'open', 'closed'])

export function getAppSessions(node: NitronodeState, { payload }: Frame): GoValue {
  const query = readFields(payload)
  const [id, participant, status] = [readText(query.app_session_id), readText(query.participant), readText(query.status)]
  if (id === '' && participant === '') throw new Refusal('either app_session_id or participant must be provided')
  if (id !== '' && !isSessionId(id)) throw new Refusal('invalid app_session_id')
  if (participant !== '' && !isHexAddress(participant)) throw new Refusal('invalid participant: invalid address')
  if (!STATUS_FILTERS.has(status)) throw new Refusal(`invalid status: ${status}`)
  const rows = [...node.sessions.values()].reverse().filter(row =>
    (id === '' || row.id === id.toLowerCase())
    && (participant === '' || row.participants.some(({ wallet }) => wallet === participant.toLowerCase()))
    && (status === '' || row.status === status))
  const page = pageOf(query.pagination)
  return { app_sessions: page.slice(rows).map(describeSession), metadata: describePage(page, rows.length) }
}

const describeSession = (row: SessionRow): GoValue => ({
  app_session_id: row.id,
  status: row.status,
  app_definition: {
    application_id: row.application,
    participants: row.participants.map(({ wallet, weight }) => ({ wallet_address: wallet, signature_weight: weight })),
    quorum: row.quorum,
    nonce: row.nonce.toString(),
  },
  session_data: row.sessionData === '' ? undefined : row.sessionData,
  version: row.version.toString(),
  allocations: rowsOf(row.allocations).map(held => ({ ...held, amount: formatDecimal(held.amount) })),
})

export function getBalances(node: NitronodeState, { payload }: Frame): GoValue {
  const wallet = readText(readFields(payload).wallet)
  return { balances: node.balances(wallet).map(({ asset, amount }) => ({ asset, amount, enforced: '0' })) }
}

export function getTransactions(node: NitronodeState, { payload }: Frame): GoValue {
  const query = readFields(payload)
  const wallet = readText(query.wallet).toLowerCase()
  const rows = node.transactions.filter(({ participant }) => participant === wallet).reverse()
    // The node orders rows by its clock, which may have been set back.
    .sort((one, other) => other.createdAt - one.createdAt)
  const page = pageOf(query.pagination)
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
