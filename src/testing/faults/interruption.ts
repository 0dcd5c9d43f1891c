import type { Interruption } from '../embedded/messageQueue'
import type { Latency, LatencyPoint } from '../embedded/types'
import type { FaultTarget } from './faultTarget'
import type { FaultPlan } from './plan'

interface InterruptionParts {
  readonly plan: FaultPlan
  /** Waiting times without faults. */
  readonly latency: Latency
  readonly setTimer: (callback: () => void, ms: number) => unknown
  /** Error text of the node if its database did not confirm a commit. */
  readonly unconfirmed: string
}

/** Applies the faults that hit a message at a point of its processing. */
export function interruptionAt(
  { plan, latency, setTimer, unconfirmed }: InterruptionParts, point: LatencyPoint, target: FaultTarget,
): Interruption {
  const { sessionId: _, ...call } = target
  const usual = latency(point, call) ?? 0
  let stall = 0
  let failure: string | undefined
  for (const fault of plan.fire(point, target)) {
    if (fault.kind === 'stall') stall += fault.ms
    else if (fault.kind === 'refuse') failure = fault.text
    else if (fault.kind === 'unconfirmed') failure = unconfirmed
    else {
      plan.perform(fault, target)
      continue
    }
    plan.count(fault)
  }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimer(resolve, ms) })
  if (typeof usual === 'number') return { pause: usual + stall === 0 ? null : wait(usual + stall), failure }
  return { pause: stall === 0 ? usual : usual.then(() => wait(stall)), failure }
}
