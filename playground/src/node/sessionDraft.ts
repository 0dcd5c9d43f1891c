import { NitroliteError, parseAmount, type Address } from 'vue-nitrolite'
import type { SessionSeed } from 'vue-nitrolite/testing'
import type { NodeKind } from './nodeKind'

/** Assets of the playground's nodes. */
export const ASSETS = [{ symbol: 'usdc', decimals: 6 }, { symbol: 'weth', decimals: 18 }] as const

/** Largest weight and quorum that fit into a session. */
export const HEAVIEST: Readonly<Record<NodeKind, number>> = { clearnode: 999_999, nitronode: 255 }

/** One participant of a session to be, as typed. */
export interface DraftRow {
  readonly address: Address
  readonly weight: string
  readonly usdc: string
  readonly weth: string
}

export type DraftResult = { readonly seed: SessionSeed } | { readonly problem: string }

const isWeight = (text: string, heaviest: number): boolean => /^\d{1,6}$/.test(text.trim()) && Number(text) <= heaviest

function readRow(row: DraftRow): SessionSeed['allocations'] {
  return ASSETS.flatMap(({ symbol, decimals }) => {
    const amount = row[symbol].trim().replace(',', '.') || '0'
    return parseAmount(amount, decimals) === 0n ? [] : [{ participant: row.address, asset: symbol, amount }]
  })
}

/** A session from what was typed, or what is wrong with it. */
export function readDraft(
  rows: readonly DraftRow[], quorumText: string, application: string, heaviest: number = HEAVIEST.clearnode,
): DraftResult {
  if (![quorumText, ...rows.map(({ weight }) => weight)].every(text => isWeight(text, heaviest))) {
    return { problem: `Weights and quorum are whole numbers from 0 to ${heaviest}.` }
  }
  const weights = rows.map(({ weight }) => Number(weight))
  const quorum = Number(quorumText)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (quorum === 0 || quorum > sum) return { problem: `The quorum is at least 1 and at most ${sum}, the sum of the weights.` }
  try {
    const allocations = rows.flatMap(readRow)
    if (allocations.length === 0) return { problem: 'Fund the session with some amount.' }
    return { seed: { participants: rows.map(({ address }) => address), weights, quorum, allocations, application } }
  }
  catch (thrown) {
    if (thrown instanceof NitroliteError) return { problem: `${thrown.info.what} ${thrown.info.why}` }
    throw thrown
  }
}
