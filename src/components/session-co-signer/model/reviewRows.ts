import type { ProposalReview, ReviewRow } from '../../../core/cosigning/review/reviewProposal'
import type { ShareChange } from '../../../texts/labels'

/** A row of the table, with its amounts as a person writes them. */
export interface ShownRow {
  readonly key: string
  readonly participant: string
  readonly isMine: boolean
  readonly before: string
  readonly after: string
  readonly difference: string
  readonly direction: ShareChange['direction']
}

const directionOf = ({ difference }: Pick<ReviewRow, 'difference'>): ShareChange['direction'] =>
  difference === '0' ? 'same' : difference.startsWith('-') ? 'less' : 'more'

/** A difference with its sign. The sign of `-` is the one that screen readers read. */
const signed = (row: ReviewRow, write: (amount: string) => string): string => {
  const amount = write(row.difference.replace(/^-/, ''))
  return { same: amount, more: `+${amount}`, less: `−${amount}` }[directionOf(row)]
}

/**
 * The rows of a review: the assets in their order, and of each asset the person's own row first.
 * @param write writes a decimal string as the person writes numbers
 */
export const rowsOf = ({ rows, totals }: Pick<ProposalReview, 'rows' | 'totals'>, write: (amount: string) => string): readonly ShownRow[] =>
  totals.flatMap(({ asset }) => {
    const ofAsset = rows.filter(row => row.asset === asset)
    return [...ofAsset.filter(({ isMine }) => isMine), ...ofAsset.filter(({ isMine }) => !isMine)].map(row => ({
      key: `${asset}/${row.participant}`, participant: row.participant, isMine: row.isMine,
      before: `${write(row.before)} ${asset}`, after: `${write(row.after)} ${asset}`, difference: `${signed(row, write)} ${asset}`,
      direction: directionOf(row),
    }))
  })

/** What the person receives, by asset, and how that differs from now. */
export function ownShare({ rows }: Pick<ProposalReview, 'rows'>, write: (amount: string) => string) {
  const own = rows.filter(({ isMine }) => isMine)
  const amountsByAsset = own.map(({ after, asset }) => `${write(after)} ${asset}`)
  return {
    share: { name: null, amounts: amountsByAsset.join(', '), amountsByAsset },
    changes: own.map((row): ShareChange => ({
      asset: row.asset, amount: write(row.difference.replace(/^-/, '')), direction: directionOf(row),
    })),
  }
}
