import type { EmbeddedCall } from '../network/types'
import { CloseWatch } from './closeWatch'
import { checkFault } from './moments'
import type { FaultProfile } from './profiles'
import type { AtMessage, Fault, FaultControl, FaultHits, FaultKind, Moment } from './types'

/** The message that a fault may hit. */
export interface FaultSubject extends EmbeddedCall {
  /** Session that the params name, or null. */
  readonly sessionId: string | null
}

/** What faults can do to a node besides changing how one message fares. Each tells whether it changed anything. */
export interface FaultEffects {
  /** @param connection null cuts all */
  cut(connection: number | null): boolean
  expireKeys(connection: number | null): boolean
  replaceKeys(connection: number | null): boolean
  restart(): boolean
  moveClock(by: number): boolean
  /** @param sessionId null closes every open session */
  closeElsewhere(sessionId: string | null, to: number): boolean
  agreeElsewhere(sessionId: string | null, to: number): boolean
}

interface Armed {
  readonly fault: Fault
  /** Messages that fitted so far. */
  seen: number
}

/** The faults of a node: which of them hit a message now, and how often they did. */
export class FaultPlan implements FaultControl {
  readonly closes: CloseWatch
  readonly #profile: FaultProfile
  readonly #effects: FaultEffects
  readonly #setTimer: (callback: () => void, ms: number) => unknown
  #armed: Armed[] = []
  readonly #hits = new Map<FaultKind, FaultHits>()

  constructor(profile: FaultProfile, effects: FaultEffects, setTimer: (callback: () => void, ms: number) => unknown) {
    this.closes = new CloseWatch(profile.closeMethod)
    this.#profile = profile
    this.#effects = effects
    this.#setTimer = setTimer
  }

  /** Clocks of the nodes behind the address, relative to the node's. */
  get offsets(): readonly number[] {
    return this.#standing('fronts')?.offsets ?? [0]
  }

  /** Seconds, where a fault sets them. */
  get messageExpiry(): number | undefined {
    return this.#standing('expiry')?.seconds
  }

  get lostAnswers(): number {
    return this.closes.losses
  }

  add(fault: Fault): void {
    checkFault(fault)
    if (!this.#profile.kinds.includes(fault.kind)) throw new RangeError(`No fault of the kind ${fault.kind} happens to such a node.`)
    if (!this.#hits.has(fault.kind)) this.#hits.set(fault.kind, { hits: 0, duringClose: 0, afterLoss: 0 })
    const armed: Armed = { fault, seen: 0 }
    if (!('at' in fault) || !('after' in fault.at)) {
      this.#armed.push(armed)
      return
    }
    const { after } = fault.at
    const strike = (): void => {
      this.#armed = this.#armed.filter(each => each !== armed)
      this.perform(fault, null)
    }
    if (after === 0) {
      strike()
      return
    }
    this.#armed.push(armed)
    this.#setTimer(() => { if (this.#armed.includes(armed)) strike() }, after)
  }

  clear(): void {
    this.#armed = []
  }

  hits(): Readonly<Partial<Record<FaultKind, FaultHits>>> {
    return Object.fromEntries(this.#hits)
  }

  /** Faults that hit the message at this moment, in the order in which they were added. */
  fire(moment: Moment, subject: FaultSubject): readonly Fault[] {
    const hitting: Fault[] = []
    for (const armed of [...this.#armed]) {
      const { fault } = armed
      if (!('at' in fault) || 'after' in fault.at || !this.#fits(fault, fault.at, moment, subject)) continue
      const { nth = 1, times = 1 } = fault.at
      armed.seen += 1
      if (armed.seen >= nth) hitting.push(fault)
      if (armed.seen === nth + times - 1) this.#armed = this.#armed.filter(each => each !== armed)
    }
    return hitting
  }

  /** A request is on its way: what is there from the start takes effect with every close. */
  sent(subject: FaultSubject): void {
    this.closes.sent(subject)
    if (subject.method !== this.#profile.closeMethod) return
    for (const { fault } of this.#armed) if (fault.kind === 'expiry' || fault.kind === 'fronts') this.count(fault)
  }

  /** Does to the node what the fault says; faults that change how a message fares are none of this. */
  perform(fault: Fault, subject: FaultSubject | null): void {
    // What the fault does decides what is in flight after it.
    const { phase } = this.closes
    if (this.#strike(fault, subject)) this.count(fault, phase)
  }

  count({ kind }: Fault, phase = this.closes.phase): void {
    const { hits, duringClose, afterLoss } = this.#hits.get(kind) ?? { hits: 0, duringClose: 0, afterLoss: 0 }
    this.#hits.set(kind, {
      hits: hits + 1,
      duringClose: duringClose + (phase === 'duringClose' ? 1 : 0),
      afterLoss: afterLoss + (phase === 'afterLoss' ? 1 : 0),
    })
  }

  #strike(fault: Fault, subject: FaultSubject | null): boolean {
    const connection = subject?.connection ?? null
    if (fault.kind === 'cut') return this.#effects.cut(connection)
    if (fault.kind === 'expire-key') return this.#effects.expireKeys(connection)
    if (fault.kind === 'replace-key') return this.#effects.replaceKeys(connection)
    if (fault.kind === 'restart') return this.#effects.restart()
    if (fault.kind === 'clock') return this.#effects.moveClock(fault.by)
    if ((fault.kind !== 'elsewhere' && fault.kind !== 'agree-elsewhere') || (subject && subject.sessionId === null)) return false
    const id = subject?.sessionId ?? null
    return fault.kind === 'elsewhere' ? this.#effects.closeElsewhere(id, fault.to) : this.#effects.agreeElsewhere(id, fault.to)
  }

  #standing<K extends 'fronts' | 'expiry'>(kind: K): Extract<Fault, { kind: K }> | undefined {
    return this.#armed.map(({ fault }) => fault)
      .findLast((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind)
  }

  #fits({ kind }: Fault, at: AtMessage, moment: Moment, { method }: FaultSubject): boolean {
    if (at.moment !== moment) return false
    const wanted = kind === 'unconfirmed' ? this.#profile.closeMethod : at.method
    return wanted === undefined || wanted === method
  }
}
