import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import type { Address } from '../types'
import { readAmount } from './amounts'
import { findParticipant } from './participants'

/** Numbers in the order of the participants, or why they cannot be read. */
export type PresetReading =
  | { readonly units: readonly bigint[], readonly error: null }
  | { readonly units: null, readonly error: NitroliteErrorInfo }

/** Decimals that a percentage or a number of points may have: more than any needs. */
export const PART_SCALE = 80

interface RecordOptions {
  /** Decimals that a number may have. */
  readonly scale: number
  /** Symbol of the asset, for error texts. */
  readonly asset: string
  /** Whether addresses that are not participants are passed over instead of being refused. */
  readonly skipsStrangers: boolean
}

/**
 * Reads a record of numbers by participant, whose addresses it may write in any case. Participants that it does not name
 * get zero. A JavaScript number must be whole, because it cannot hold every decimal exactly.
 * @returns the numbers as whole multiples of `10 ** -scale`. Errors: `ALLOCATION_NON_PARTICIPANT`, `ALLOCATION_DUPLICATE`
 * for a participant that is named twice, and those of `readAmount`
 */
export function readByParticipant(
  addresses: readonly Address[], record: Readonly<Record<Address, string | number>>, { scale, asset, skipsStrangers }: RecordOptions,
): PresetReading {
  const named = new Map<Address, bigint>()
  for (const [participant, value] of Object.entries(record)) {
    const address = findParticipant(addresses, participant)
    if (address === undefined && skipsStrangers) continue
    if (address === undefined) return { units: null, error: describeError('ALLOCATION_NON_PARTICIPANT', { participant, asset }) }
    if (named.has(address)) return { units: null, error: describeError('ALLOCATION_DUPLICATE', { participant: address, asset }) }
    const { units, error } = readAmount(Number.isSafeInteger(value) ? String(value) : value, scale, { participant: address })
    if (error) return { units: null, error }
    named.set(address, units)
  }
  return { units: addresses.map(address => named.get(address) ?? 0n), error: null }
}

/** Reads percentages or points, with up to `PART_SCALE` decimals. */
export const readParts = (addresses: readonly Address[], record: Readonly<Record<Address, string | number>>, asset: string): PresetReading =>
  readByParticipant(addresses, record, { scale: PART_SCALE, asset, skipsStrangers: false })
