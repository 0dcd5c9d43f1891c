import { formatAmount, parseAmount } from '../../../src/core'
import type { EmbeddedAmount } from '../../../src/testing'

const DECIMALS = 18

/** Amounts above zero as one text, with one part for each participant and asset, so that equal amounts give equal texts. */
export function amountsAsText(rows: readonly EmbeddedAmount[]): string {
  const sums = new Map<string, bigint>()
  for (const { participant, asset, amount } of rows) {
    const name = `${participant.toLowerCase()} ${asset}`
    sums.set(name, (sums.get(name) ?? 0n) + parseAmount(amount, DECIMALS))
  }
  return [...sums].filter(([, sum]) => sum > 0n).map(([name, sum]) => `${name} ${formatAmount(sum, DECIMALS)}`).sort().join(', ')
}
