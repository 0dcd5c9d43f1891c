import { NitroliteError } from '../../errors/errors'
import { addressesOf, currentUnits } from '../../sessions/allocations'
import { formatAmount, unitsOf } from '../../sessions/amounts'
import type { AppSession, SessionAsset } from '../../sessions/types'
import type { ProposalTerms } from '../types'

const PRINTABLE_ASCII = /^[!-~]+$/

/** The assets that a session holds something of, in the order in which a proposal lists them. */
export const fundedAssets = (session: AppSession): readonly SessionAsset[] =>
  session.assets.filter(({ symbol, scale, total }) => unitsOf(total, scale, symbol) !== 0n)

/**
 * Checks that a proposal can name every asset that a session holds: the node lists it, and its symbol cannot look like another one.
 * @param nodeAssets symbols of the assets that the node lists
 * @throws `PROPOSAL_ASSETS_MISMATCH`
 */
export function checkHeldAssets(session: AppSession, nodeAssets: readonly string[]): void {
  const unfit = fundedAssets(session).find(({ symbol }) => !PRINTABLE_ASCII.test(symbol) || !nodeAssets.includes(symbol))
  if (unfit) throw new NitroliteError('PROPOSAL_ASSETS_MISMATCH', { unfit: unfit.symbol })
}

/**
 * Checks that a proposal names the assets of the session: all that it holds, in its order, and nothing else.
 * @param nodeAssets symbols of the assets that the node lists
 * @throws `PROPOSAL_ASSETS_MISMATCH`
 */
export function checkAssets({ assets }: ProposalTerms, session: AppSession, nodeAssets: readonly string[]): void {
  checkHeldAssets(session, nodeAssets)
  const funded = fundedAssets(session)
  for (let at = 0; at < Math.max(assets.length, funded.length); at++) {
    const [given, held] = [assets[at], funded[at]]
    const isRight = given && held && given.symbol === held.symbol && given.scale === held.scale
    // A foreign symbol could look like another one, so the error names only assets of the session.
    if (!isRight) throw new NitroliteError('PROPOSAL_ASSETS_MISMATCH', { asset: held?.symbol })
  }
}

/**
 * Checks that there is one amount for each asset and participant.
 * @throws `PROPOSAL_ROWS_INCOMPLETE`
 */
export function checkRows({ assets, rows }: ProposalTerms, session: AppSession): void {
  const count = addressesOf(session).length
  const isComplete = rows.length === assets.length && rows.every(row => row.length === count)
  if (!isComplete) throw new NitroliteError('PROPOSAL_ROWS_INCOMPLETE')
}

/**
 * Checks each amount. A session can hold smaller fractions than an asset has, and a close may pay them. A new split may not have
 * them (nitronode 1.4.1).
 * @throws `PROPOSAL_AMOUNT_INVALID`
 */
export function checkAmounts({ kind, rows }: ProposalTerms, session: AppSession): void {
  fundedAssets(session).forEach(({ symbol, scale, decimals }, at) => {
    const step = kind === 'operate and close' ? 10n ** BigInt(Math.max(0, scale - decimals)) : 1n
    for (const units of rows[at] ?? []) {
      if (units >= 0n && units % step === 0n) continue
      throw new NitroliteError('PROPOSAL_AMOUNT_INVALID', { amount: formatAmount(units, scale), asset: symbol })
    }
  })
}

/**
 * Checks that everything the session holds is paid out, and nothing more.
 * @throws `PROPOSAL_SUM_MISMATCH`
 */
export function checkSums({ rows }: ProposalTerms, session: AppSession): void {
  fundedAssets(session).forEach(({ symbol, scale, total }, at) => {
    const sum = (rows[at] ?? []).reduce((all, units) => all + units, 0n)
    if (sum !== unitsOf(total, scale, symbol)) {
      throw new NitroliteError('PROPOSAL_SUM_MISMATCH', { sum: formatAmount(sum, scale), total, asset: symbol })
    }
  })
}

/**
 * Checks that a proposal agrees on a new split exactly if the split differs from the present one, where the node demands that.
 * Otherwise the split has changed since the proposal was made.
 * @throws `PROPOSAL_STALE_VERSION`
 */
export function checkKindFitsSplit({ kind, rows }: ProposalTerms, session: AppSession): void {
  if (!session.agreesFirst) return
  const addresses = addressesOf(session)
  const isPresentSplit = fundedAssets(session).every((asset, at) => {
    const held = currentUnits(session, asset)
    return addresses.every((address, index) => rows[at]?.[index] === (held.get(address) ?? 0n))
  })
  if (isPresentSplit !== (kind === 'close')) throw new NitroliteError('PROPOSAL_STALE_VERSION')
}
