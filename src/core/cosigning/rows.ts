import { NitroliteError } from '../errors/errors'
import { formatAmount, parseAmount } from '../sessions/amounts'
import type { Allocation } from '../sessions/types'
import type { Address } from '../types'
import type { ProposalAsset, ProposalTerms } from './types'

/**
 * The allocations of a proposal in the order in which they are signed: by asset, then by participant, zeros included. Amounts
 * are the shortest plain decimals.
 * @param participants of the session, each once, in the node's order and spelling
 * @throws `PROPOSAL_ROWS_INCOMPLETE` unless there is one amount for each participant and asset
 */
export function allocationsOf({ assets, rows }: Pick<ProposalTerms, 'assets' | 'rows'>, participants: readonly Address[]): Allocation[] {
  if (rows.length !== assets.length || rows.some(row => row.length !== participants.length)) throw new NitroliteError('PROPOSAL_ROWS_INCOMPLETE')
  return assets.flatMap(({ symbol, scale }, asset) => participants.map((participant, index) =>
    ({ participant, asset: symbol, amount: formatAmount(rows[asset]?.[index] ?? 0n, scale) })))
}

/**
 * The amounts of allocations in the order of the assets, then of the participants, in the smallest unit of each asset.
 * @param allocations in any order
 * @param participants of the session, each once, in the node's order and spelling
 * @throws `ALLOCATION_MISSING` and `ALLOCATION_DUPLICATE` unless each participant has one row for each asset;
 * `ALLOCATION_NON_PARTICIPANT`, `ALLOCATION_UNKNOWN_ASSET`; `AMOUNT_…` and `ALLOCATION_NEGATIVE` for an amount
 */
export function rowsOf(allocations: readonly Allocation[], participants: readonly Address[], assets: readonly ProposalAsset[]): bigint[][] {
  const found = assets.map(() => new Map<Address, bigint>())
  for (const { participant, asset, amount } of allocations) {
    const index = assets.findIndex(({ symbol }) => symbol === asset)
    const known = assets[index]
    const row = found[index]
    if (!known || !row) throw new NitroliteError('ALLOCATION_UNKNOWN_ASSET', { asset })
    if (!participants.includes(participant)) throw new NitroliteError('ALLOCATION_NON_PARTICIPANT', { participant })
    if (row.has(participant)) throw new NitroliteError('ALLOCATION_DUPLICATE', { participant, asset })
    row.set(participant, parseAmount(amount, known.scale, { asset, participant }))
  }
  return found.map((row, index) => participants.map((participant) => {
    const units = row.get(participant)
    if (units === undefined) throw new NitroliteError('ALLOCATION_MISSING', { participant, asset: assets[index]?.symbol })
    return units
  }))
}
