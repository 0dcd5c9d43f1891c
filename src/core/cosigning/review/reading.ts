import { plainAmount } from '../../sessions/amounts'
import type { JournalApproval } from '../../journal/journal'
import type { AppSession } from '../../sessions/types'

/** What a person approves depends on this part of a session. Plain data for the journal. */
export type SessionReading = JournalApproval['reading']

export const readingOf = ({ status, version, sessionData, assets, allocations }: AppSession): SessionReading =>
  ({ status, version, sessionData, assets, allocations })

/** Whether nothing has changed between two readings of a session: version, totals, split and data. */
export const isSameReading = (one: SessionReading, other: SessionReading): boolean => comparable(one) === comparable(other)

const comparable = ({ status, version, sessionData, assets, allocations }: SessionReading): string => JSON.stringify([
  status, version, sessionData,
  assets.map(({ symbol, scale, total }) => [symbol, scale, plainAmount(total)]),
  // A share below zero keeps its spelling. It is never equal to one of zero or above.
  allocations.map(({ participant, asset, amount }) => [participant, asset, plainAmount(amount)]),
])
