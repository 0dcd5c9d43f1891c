import { formatAmount, parseAmount } from '../../../core/sessions/amounts'
import type { Allocation, AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import { shortenHex } from './addresses'
import type { ReceiverShare, ShareChange } from '../labels/labels'

/** What one participant receives of all assets. */
interface Receiver {
  readonly participant: Address
  /** For example `0.7 usdc`; several assets are separated by commas. */
  readonly amounts: string
}

/** Who receives what: one entry for each participant, in the session's order. */
export function receiversOf(session: AppSession, allocations: readonly Allocation[]): Receiver[] {
  return session.participants.map(({ address: participant }) => ({
    participant,
    amounts: allocations
      .filter(row => row.participant === participant)
      .map(({ amount, asset }) => `${amount} ${asset}`)
      .join(', '),
  }))
}

/** The same for a sentence: first the connected wallet, without a name, then the others by their short addresses. */
export function sharesOf(session: AppSession, allocations: readonly Allocation[], you: Address | null): ReceiverShare[] {
  return receiversOf(session, allocations)
    .sort((one, other) => Number(other.participant === you) - Number(one.participant === you))
    .map(({ participant, amounts }) => ({ name: participant === you ? null : shortenHex(participant), amounts }))
}

/** How a participant's shares differ from the session's current allocations: one entry for each asset. */
export function shareChanges(
  session: AppSession,
  allocations: readonly Allocation[],
  participant: Address | null,
): ShareChange[] {
  if (participant === null) return []
  return session.assets.map(({ symbol: asset, scale }) => {
    const unitsIn = (rows: readonly Allocation[]): bigint =>
      parseAmount(rows.find(row => row.participant === participant && row.asset === asset)?.amount ?? '0', scale)
    const difference = unitsIn(allocations) - unitsIn(session.allocations)
    return {
      asset,
      amount: formatAmount(difference < 0n ? -difference : difference, scale),
      direction: difference > 0n ? 'more' : difference < 0n ? 'less' : 'same',
    }
  })
}
