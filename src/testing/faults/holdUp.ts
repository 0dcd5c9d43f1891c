import type { Latency, LatencyPoint } from '../network/types'
import type { FaultPlan, FaultSubject } from './plan'

/** How long a message is held up at a point (null goes on at once), and whether it fails there. */
export interface HoldUp {
  readonly pause: Promise<void> | null
  /** Text of the failure. */
  readonly failure: string | undefined
}

export interface HoldUpParts {
  readonly plan: FaultPlan
  /** What happens without faults. */
  readonly latency: Latency
  readonly setTimer: (callback: () => void, ms: number) => unknown
  /** Text of the node where its database did not confirm what was booked. */
  readonly unconfirmed: string
}

/** What happens to a message at a point of its processing. */
export function holdUp({ plan, latency, setTimer, unconfirmed }: HoldUpParts, point: LatencyPoint, subject: FaultSubject): HoldUp {
  const { sessionId: _, ...call } = subject
  const usual = latency(point, call) ?? 0
  let stall = 0
  let failure: string | undefined
  for (const fault of plan.fire(point, subject)) {
    if (fault.kind === 'stall') stall += fault.ms
    else if (fault.kind === 'refuse') failure = fault.text
    else if (fault.kind === 'unconfirmed') failure = unconfirmed
    else {
      plan.perform(fault, subject)
      continue
    }
    plan.count(fault)
  }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimer(resolve, ms) })
  if (typeof usual === 'number') return { pause: usual + stall === 0 ? null : wait(usual + stall), failure }
  return { pause: stall === 0 ? usual : usual.then(() => wait(stall)), failure }
}
