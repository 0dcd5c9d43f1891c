import { NitroliteError } from '../errors/errors'
import { describeSplit } from '../sessions/allocations'
import type { Address } from '../types'
import type { ClosingContext } from './context'
import { fingerprintOf } from './request'
import type { ClosingStart, RunningClosing } from './runningClosing'
import type { StandIn } from './standIn'
import type { CloseRequest, ClosingPlan, ClosingSnapshot } from './types'

/** A request to close a session. */
export type Request = Extract<ClosingStart, { request: CloseRequest }>

/** A request that met another client, which is closing the same session. */
export interface JoiningParts {
  readonly start: Request
  readonly view: StandIn
  readonly fingerprint: string
  readonly context: ClosingContext
  /** The wallet that was logged in when the caller asked. */
  readonly wallet: Address | null
  /** How often the request was begun again without a sign of another client. */
  readonly restarts: number
}

/** How long to wait for a report before a request that met another client is begun again, in milliseconds. */
const JOIN_PAUSE = 1_000

/** Waits for the other client. */
export class Joining {
  readonly parts: JoiningParts
  #heard: ClosingSnapshot | null
  #wake = (): void => {}

  constructor(parts: JoiningParts, heard: ClosingSnapshot | null) {
    this.parts = parts
    this.#heard = heard
  }

  /** What the other client has reported last; null if it has not reported anything. */
  get heard(): ClosingSnapshot | null { return this.#heard }

  hear(snapshot: ClosingSnapshot): void {
    this.#heard = snapshot
    this.#wake()
  }

  /** Waits for the next report, but not long. @returns whether it has come */
  nextReport(): Promise<boolean> {
    return new Promise((resolve) => {
      const stopTimer = this.parts.context.timers.after(JOIN_PAUSE, () => { resolve(false) })
      this.#wake = (): void => {
        stopTimer()
        resolve(true)
      }
    })
  }
}

/** Whether a client acts for the wallet. */
export const isAmong = (wallets: readonly Address[], wallet: Address): boolean =>
  wallets.some(each => each.toLowerCase() === wallet.toLowerCase())

/** The closing ended before anything was sent, because another client is closing the session. */
export const isRefusedByOther = ({ state, error, steps }: ClosingSnapshot): boolean =>
  state === 'failed' && error?.code === 'CLOSING_IN_PROGRESS' && !steps.some(({ name, status }) => name === 'sent' && status === 'done')

/** Equal to that of a request that asks for the same. */
export const fingerprintOfPlan = ({ allocations, sessionData }: ClosingPlan): string =>
  fingerprintOf({ allocations, ...(sessionData !== null && { sessionData }) })

/** What a client that has not written a record yet asks for, as far as its reports say; null when they do not. */
export const heardFingerprint = (heard: ClosingSnapshot | null, { sessionData }: CloseRequest): string | null =>
  heard && heard.allocations.length > 0 ? fingerprintOf({ allocations: heard.allocations, ...(sessionData !== undefined && { sessionData }) }) : null

/** The wallet that is logged in; null if there is none. */
export function walletNow(context: ClosingContext): Address | null {
  try {
    return context.present().login.wallet
  }
  catch {
    return null
  }
}

/** Why a request for other allocations cannot join a running closing. */
export function inProgress(closing: RunningClosing | undefined): NitroliteError {
  return closing?.isBetween
    ? new NitroliteError('CLOSING_SPLIT_AGREED', { split: describeSplit(closing.snapshot().allocations) })
    : new NitroliteError('CLOSING_IN_PROGRESS')
}
