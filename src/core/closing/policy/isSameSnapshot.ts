import type { NitroliteErrorInfo } from '../../errors/errors'
import type { ClosingRecovery, ClosingSnapshot, ClosingStep } from '../types'

const isSameError = (one: NitroliteErrorInfo | null, other: NitroliteErrorInfo | null): boolean =>
  one === other || (one?.code === other?.code && one?.what === other?.what && one?.why === other?.why)

const isSameRecovery = (one: ClosingRecovery | null, other: ClosingRecovery | null): boolean =>
  one === other || (one !== null && other !== null && one.phase === other.phase && one.until === other.until
    && one.attempts === other.attempts && one.canRevoke === other.canRevoke)

const areSameSteps = (one: readonly ClosingStep[], other: readonly ClosingStep[]): boolean =>
  one.length === other.length && one.every((step, at) =>
    step.name === other[at]?.name && step.submission === other[at].submission && step.status === other[at].status)

/** Two snapshots of one closing would show a person the same. */
export const isSameSnapshot = (one: ClosingSnapshot, other: ClosingSnapshot): boolean =>
  one.state === other.state
  && one.receipt?.result === other.receipt?.result
  && one.receipt?.payouts.length === other.receipt?.payouts.length
  && one.watchedUntil === other.watchedUntil
  && one.isElsewhere === other.isElsewhere
  && one.isResumed === other.isResumed
  && (one.allocations === other.allocations || one.allocations.length + other.allocations.length === 0)
  && areSameSteps(one.steps, other.steps)
  && isSameError(one.error, other.error)
  && isSameRecovery(one.recovery, other.recovery)
