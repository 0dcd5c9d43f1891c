import { formatAmount, NitroliteError, type Address } from 'vue-nitrolite'
import { readTypedAmount, type NumberStyle } from 'vue-nitrolite/core'
import type { SessionSeed } from 'vue-nitrolite/testing'
import type { NodeKind } from './nodeKind'

/** The assets of the playground's nodes. */
export const ASSETS = [{ symbol: 'usdc', decimals: 6 }, { symbol: 'weth', decimals: 18 }] as const

/** The largest weight and quorum that a node accepts. */
export const MAX_WEIGHT: Readonly<Record<NodeKind, number>> = { clearnode: 999_999, nitronode: 255 }

/** The fields of one participant of a new session, as typed. */
export interface DraftRow {
  readonly address: Address
  readonly weight: string
  readonly usdc: string
  readonly weth: string
}

export type DraftResult = { readonly seed: SessionSeed } | { readonly problem: string }

const isWeight = (text: string, maxWeight: number): boolean => /^\d{1,6}$/.test(text.trim()) && Number(text) <= maxWeight

function readRow(row: DraftRow, style: NumberStyle | null): SessionSeed['allocations'] {
  return ASSETS.flatMap(({ symbol, decimals }) => {
    const { units, error } = readTypedAmount(row[symbol].trim() || '0', decimals, { asset: symbol }, style)
    if (error) throw new NitroliteError(error.code, error.data)
    return units === 0n ? [] : [{ participant: row.address, asset: symbol, amount: formatAmount(units, decimals) }]
  })
}

/**
 * Turns the typed fields into a session, or says what is wrong with them.
 * @param style how the person writes numbers. @default unknown
 */
export function readDraft(
  rows: readonly DraftRow[], quorumText: string, application: string, maxWeight: number = MAX_WEIGHT.clearnode,
  style: NumberStyle | null = null,
): DraftResult {
  if (![quorumText, ...rows.map(({ weight }) => weight)].every(text => isWeight(text, maxWeight))) {
    return { problem: `Weights and the quorum must be whole numbers from 0 to ${maxWeight}.` }
  }
  const weights = rows.map(({ weight }) => Number(weight))
  const quorum = Number(quorumText)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (quorum === 0 || quorum > sum) return { problem: `The quorum must be at least 1 and at most ${sum}, the sum of the weights.` }
  try {
    const allocations = rows.flatMap(row => readRow(row, style))
    if (allocations.length === 0) return { problem: 'Enter an amount for at least one participant.' }
    return { seed: { participants: rows.map(({ address }) => address), weights, quorum, allocations, application } }
  }
  catch (thrown) {
    if (thrown instanceof NitroliteError) return { problem: `${thrown.info.what} ${thrown.info.fix}` }
    throw thrown
  }
}
