/** A list whose order a real node leaves to chance. */
export interface LooseOrder {
  readonly field: string
  readonly pattern: RegExp
}

/** A ClearNode walks a Go map. */
export const CLEARNODE_ORDERS: readonly LooseOrder[] = [
  { field: 'participant_allocations', pattern: /"participant_allocations":\[([^\]]*)\]/g },
]

/** A nitronode asks its database for these rows without an order. */
export const NITRONODE_ORDERS: readonly LooseOrder[] = [
  { field: 'participants', pattern: /"participants":\[([^\]]*)\]/g },
  { field: 'balances', pattern: /"balances":\[([^\]]*)\]/g },
]

type Frames = Readonly<Record<string, readonly string[]>>

const sortRows = (rows: string): string => rows.split(/(?<=\}),(?=\{)/).sort().join(',')

/**
 * Gives the loose lists of replayed frames the recorded order. Frames that differ in anything else stay as they are.
 * @returns the frames, and the number of frames that had another order, by field
 */
export function alignOrder(orders: readonly LooseOrder[], replayed: Frames, recorded: Frames) {
  const reordered: Record<string, number> = {}
  const align = (frame: string, wanted: string | undefined): string => {
    if (wanted === undefined || frame === wanted) return frame
    const sorted = (text: string, { pattern }: LooseOrder): string => text.replace(pattern, (list, rows: string) => list.replace(rows, sortRows(rows)))
    const order = orders.find(candidate => sorted(frame, candidate) === sorted(wanted, candidate))
    if (!order) return frame
    reordered[order.field] = (reordered[order.field] ?? 0) + 1
    return wanted
  }
  const frames = Object.fromEntries(Object.entries(replayed).map(([label, texts]) =>
    [label, texts.map((text, index) => align(text, recorded[label]?.[index]))]))
  return { frames, reordered }
}
