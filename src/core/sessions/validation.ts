import { describeError, NitroliteError, type ErrorData, type NitroliteErrorCode, type NitroliteErrorInfo } from '../errors/errors'
import { addressesOf, currentUnits } from './allocations'
import { ANY_SCALE, clip, formatAmount, readAmount, unitsOf } from './amounts'
import type { Allocation, AppSession } from './types'

/** Something that is wrong with allocations, and where. */
export interface AllocationFinding {
  readonly info: NitroliteErrorInfo
  /** As it was given. */
  readonly asset?: string
  /** As it was given. */
  readonly participant?: string
}

/** A row as it was given, with what it stands for in the session. */
interface ReadRow {
  readonly participant: string
  readonly asset: string
  readonly units: bigint | null
}

const named = (names: readonly string[], name: string): string | undefined =>
  names.find(each => each === name) ?? names.find(each => each.toLowerCase() === name.toLowerCase())

const textOf = (value: unknown): string => (typeof value === 'string' ? value : clip(value))

/** Reads the rows, telling `report` what is wrong with each alone. */
function readRows(
  session: AppSession,
  allocations: unknown,
  report: (code: NitroliteErrorCode, data: ErrorData & { asset: string, participant: string }) => void,
): ReadRow[] {
  const addresses = addressesOf(session)
  const symbols = session.assets.map(({ symbol }) => symbol)
  const seen = new Set<string>()
  return (Array.isArray(allocations) ? Array.from<Partial<Allocation> | null | undefined>(allocations) : []).map((row) => {
    const given = { participant: clip(row?.participant), asset: clip(row?.asset) }
    const whole = { participant: textOf(row?.participant), asset: textOf(row?.asset) }
    const address = named(addresses, whole.participant)
    const symbol = named(symbols, whole.asset)

    if (address === undefined) report('ALLOCATION_NON_PARTICIPANT', given)
    else if (address !== whole.participant) report('ALLOCATION_PARTICIPANT_CASE', { ...given, expected: address })

    const scale = session.assets.find(asset => asset.symbol === symbol)?.scale ?? ANY_SCALE
    const { units, error } = readAmount(row?.amount, scale, given)
    // A session that never held anything can be closed only with rows of zero, of any asset that the node knows.
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
 * Checks allocations before anything is signed: against what the node refuses (sum, negative, unknown asset,
 * non-participant, wrong case, none) and against what ClearNode 0.5.2 wrongly accepts (more decimals than the
 * asset has, JSON numbers, a funded participant left out, one paid in two rows). Never throws because of them.
 * @param allocations may hold anything; zero rows of unfunded participants may be left out
 * @returns findings in the order of the rows, then those of the whole; empty when closing may go on. A session
 * that never held an asset has none for an empty list either.
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
    // Rows that are missing or unreadable are reported as such; their sum would say nothing more.
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
 * The full matrix of what was asked, in canonical text: of every asset, a row for every participant, with zero
 * for those who were left out. The rows of a session that never held an asset stay as they are.
 * @throws the first finding of `validateAllocations`
 */
export function completeAllocations(session: AppSession, allocations: readonly Allocation[]): Allocation[] {
  const finding = validateAllocations(session, allocations)[0]
  if (finding) throw new NitroliteError(finding.info.code, finding.info.data)
  if (session.assets.length === 0) return allocations.map(({ participant, asset }) => ({ participant, asset, amount: '0' }))
  return session.assets.flatMap(({ symbol, scale }) => addressesOf(session).map((participant) => {
    const row = allocations.find(each => each.participant === participant && each.asset === symbol)
    return { participant, asset: symbol, amount: formatAmount(unitsOf(row?.amount ?? '0', scale), scale) }
  }))
}
