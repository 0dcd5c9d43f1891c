import { describeError, NitroliteError, type ErrorData, type NitroliteErrorCode, type NitroliteErrorInfo } from '../errors/errors'
import { addressesOf, currentUnits } from './allocations'
import { ANY_SCALE, clip, formatAmount, readAmount, unitsOf } from './amounts'
import { findParticipant } from './participants'
import type { Allocation, AppSession } from './types'
import { hasWrongChecksum } from '../wallet/address'

/** Something that is wrong with allocations, and where. */
export interface AllocationFinding {
  readonly info: NitroliteErrorInfo
  /** As it was passed in. */
  readonly asset?: string
  /** As it was passed in. */
  readonly participant?: string
}

/** A row that was passed in, with the names as the session spells them. */
interface ReadRow {
  readonly participant: string
  readonly asset: string
  readonly units: bigint | null
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : clip(value))

/** A value as error texts mention it; empty, which the texts leave out, if there is none. */
const named = (value: unknown): string => value === undefined || value === null ? '' : clip(value)

/** Reads the rows and reports what is wrong with each of them by itself. */
function readRows(
  session: AppSession,
  allocations: unknown,
  report: (code: NitroliteErrorCode, data: ErrorData & { asset: string, participant: string }) => void = () => {},
): ReadRow[] {
  const addresses = addressesOf(session)
  const symbols = session.assets.map(({ symbol }) => symbol)
  const seen = new Set<string>()
  return (Array.isArray(allocations) ? Array.from<Partial<Allocation> | null | undefined>(allocations) : []).map((row) => {
    const given = { participant: named(row?.participant), asset: named(row?.asset) }
    const whole = { participant: textOf(row?.participant), asset: textOf(row?.asset) }
    const address = findParticipant(addresses, whole.participant)
    const symbol = symbols.find(known => known === whole.asset) ?? symbols.find(known => known.toLowerCase() === whole.asset.toLowerCase())

    // A session may itself store an address with a wrong checksum; exactly that text is right.
    if (address !== whole.participant && hasWrongChecksum(whole.participant)) report('ADDRESS_CHECKSUM', { ...given, ...address && { expected: address } })
    else if (address === undefined) report('ALLOCATION_NON_PARTICIPANT', given)

    const scale = session.assets.find(asset => asset.symbol === symbol)?.scale ?? ANY_SCALE
    const { units, error } = readAmount(row?.amount, scale, given)
    // A session that never held anything can be closed with rows of zero, for any asset that the node knows.
    if (symbol === undefined) {
      if (symbols.length > 0 || units || typeof row?.asset !== 'string') report('ALLOCATION_UNKNOWN_ASSET', given)
    } else if (symbol !== whole.asset) report('ALLOCATION_ASSET_CASE', { ...given, expected: symbol })
    if (error) report(error.code, { ...error.data, ...given })

    const read = { participant: address ?? whole.participant, asset: symbol ?? whole.asset, units }
    const key = JSON.stringify([read.participant, read.asset])
    if (seen.has(key)) report('ALLOCATION_DUPLICATE', given)
    seen.add(key)
    return read
  })
}

/**
 * Checks allocations before anything is signed. Finds what the node refuses (wrong sum, negative amount, unknown asset,
 * stranger, an asset in the wrong case, no rows) and what ClearNode 0.5.2 accepts by mistake (more decimals than the asset has, JSON
 * numbers, a funded participant left out, two rows for one participant). Addresses are compared without regard to case on
 * every node; one in mixed case with a wrong EIP-55 checksum was mistyped. Never throws because of the allocations.
 * @param allocations may be anything; rows with zero for unfunded participants may be left out
 * @returns what is wrong with the rows in their order, then what is wrong with all of them together; empty if the session
 * can be closed with them. For a session that never held an asset, an empty list of allocations is right.
 */
export function validateAllocations(session: AppSession, allocations: readonly Allocation[]): AllocationFinding[] {
  const findings: AllocationFinding[] = []
  const report = (code: NitroliteErrorCode, data: ErrorData & { asset?: string, participant?: string } = {}): void => {
    const { asset, participant } = data
    findings.push({
      info: describeError(code, data),
      ...(asset !== undefined && { asset }),
      ...(participant !== undefined && { participant }),
    })
  }
  const rows = readRows(session, allocations, report)
  if (rows.length === 0) {
    if (session.assets.length > 0 || !Array.isArray(allocations)) report('ALLOCATIONS_EMPTY')
    return findings
  }
  for (const asset of session.assets) {
    const { symbol, scale } = asset
    const ofAsset = rows.filter(row => row.asset === symbol)
    const current = currentUnits(session, asset)
    for (const participant of addressesOf(session)) {
      const units = current.get(participant)
      if (units && !ofAsset.some(row => row.participant === participant)) {
        report('ALLOCATION_MISSING', { asset: symbol, participant, current: formatAmount(units, scale) })
      }
    }
    // Missing or unreadable rows have been reported already, and their sum would add nothing.
    if (ofAsset.length === 0 || ofAsset.some(row => row.units === null)) continue
    const actual = ofAsset.reduce((sum, { units }) => sum + (units ?? 0n), 0n)
    const expected = unitsOf(asset.total, scale, symbol)
    if (actual !== expected) {
      report('ALLOCATION_SUM_MISMATCH', {
        asset: symbol,
        actual: formatAmount(actual, scale),
        expected: formatAmount(expected, scale),
        difference: formatAmount(expected - actual, scale),
      })
    }
  }
  return findings
}

/**
 * Completes the requested allocations: one row for every asset and participant, with zero for those left out, the addresses
 * exactly as the session stores them, and the amounts as canonical decimal strings. The rows for a session that never held an asset stay as they are.
 * @throws the first finding of `validateAllocations`
 */
export function completeAllocations(session: AppSession, allocations: readonly Allocation[]): Allocation[] {
  const finding = validateAllocations(session, allocations)[0]
  if (finding) throw new NitroliteError(finding.info.code, finding.info.data)
  const rows = readRows(session, allocations)
  if (session.assets.length === 0) return rows.map(({ participant, asset }) => ({ participant, asset, amount: '0' }))
  return session.assets.flatMap(({ symbol, scale }) => addressesOf(session).map((participant) => {
    const row = rows.find(each => each.participant === participant && each.asset === symbol)
    return { participant, asset: symbol, amount: formatAmount(row?.units ?? 0n, scale) }
  }))
}
