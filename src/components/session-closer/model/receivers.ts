import { addAmounts, formatAmount, parseAmount } from '../../../core/sessions/amounts'
import type { Allocation, AppSession, Participant } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import type { ReceiverShare, ShareChange, SignerWeight } from '../../../texts/labels'
import { isSameAccount } from './accounts'

/** What one participant receives of all assets. */
export interface Receiver {
  readonly participant: Address
  readonly isYou: boolean
  /** One text for each asset, for example `0.7 usdc`. */
  readonly amounts: readonly string[]
}

/** What a list of receivers is made from. */
export interface Split {
  readonly participants: readonly Pick<Participant, 'address'>[]
  /** Who receives what. Several rows of a participant and an asset are added up. */
  readonly rows: readonly Allocation[]
  /** The connected wallet as the session spells it; null if it is not a participant. */
  readonly you: Address | null
  /** Writes a decimal string as the person writes numbers. @default unchanged */
  readonly write?: (amount: string) => string
}

/**
 * Who receives what, in the one order that every list has: the connected wallet first, then the participants in the order of
 * the session. Every asset that anybody receives is listed for everybody, zeros included.
 */
export function receiversOf({ participants, rows, you, write = amount => amount }: Split): Receiver[] {
  const assets = [...new Set(rows.map(({ asset }) => asset))]
  const addresses = [...new Set(participants.map(({ address }) => address))]
  return addresses
    .sort((one, other) => Number(other === you) - Number(one === you))
    .map(participant => ({
      participant,
      isYou: participant === you,
      amounts: assets.map((symbol) => {
        const received = rows.filter(row => row.asset === symbol && isSameAccount(row.participant, participant))
        return `${write(addAmounts(received.map(({ amount }) => amount)))} ${symbol}`
      }),
    }))
}

/** The same for a sentence. @param nameOf name or shortened address of a participant */
export const sharesOf = (split: Split, nameOf: (participant: Address) => string): ReceiverShare[] =>
  receiversOf(split).map(({ participant, isYou, amounts }) =>
    ({ name: isYou ? null : nameOf(participant), amounts: amounts.join(', '), amountsByAsset: amounts }))

/** Participants whose signature has weight, the heaviest first. @param nameOf name or shortened address of a participant */
export const signersOf = ({ participants }: AppSession, you: Address | null, nameOf: (participant: Address) => string): SignerWeight[] =>
  participants
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ address, weight }) => ({ name: address === you ? null : nameOf(address), weight }))

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
