import { CloseWatch } from './closeWatch'
import type { FaultTarget } from './faultTarget'
import { checkFault } from './moments'
import type { FaultProfile } from './profiles'
import type { AgreeByOthersFault, AtMessage, CloseByOthersFault, Fault, FaultControl, FaultHits, FaultKind, Moment, UpdateByOthersFault } from './types'

/** A change of a session in the name of another device or participant. */
export type ByOthersFault = CloseByOthersFault | AgreeByOthersFault | UpdateByOthersFault

const BY_OTHERS: ReadonlySet<FaultKind> = new Set<ByOthersFault['kind']>([
  'close-by-others', 'agree-by-others', 'operate-by-others', 'deposit-by-others', 'withdraw-by-others',
])
const isByOthers = (fault: Fault): fault is ByOthersFault => BY_OTHERS.has(fault.kind)

/** What faults can do to a node as a whole. Each effect returns whether it changed anything. */
export interface FaultEffects {
  /** @param connection null cuts all connections */
  cut(connection: number | null): boolean
  /** @param connection null ends the keys of all wallets */
  expireKeys(connection: number | null): boolean
  /** @param connection null replaces the keys of all wallets */
  replaceKeys(connection: number | null): boolean
  restart(): boolean
  /** @param by milliseconds */
  moveClock(by: number): boolean
  /**
   * @param connection null freezes all connections
   * @param ms milliseconds; null means forever
   */
  freeze(connection: number | null, ms: number | null): boolean
  /** @param ms milliseconds @param uptime milliseconds */
  flap(ms: number, uptime: number): boolean
  /** @param sessionId null changes every open session */
  changeByOthers(sessionId: string | null, fault: ByOthersFault): boolean
}

interface ArmedFault {
  readonly fault: Fault
  /** Matching messages so far. */
  seen: number
}

/** The faults of a node. Decides which of them hit a message, and counts how often they did. */
export class FaultPlan implements FaultControl {
  readonly closeWatch: CloseWatch
  readonly #profile: FaultProfile
  readonly #effects: FaultEffects
  readonly #setTimer: (callback: () => void, ms: number) => unknown
  #armed: ArmedFault[] = []
  readonly #hits = new Map<FaultKind, FaultHits>()

  constructor(profile: FaultProfile, effects: FaultEffects, setTimer: (callback: () => void, ms: number) => unknown) {
    this.closeWatch = new CloseWatch(profile.closeMethod)
    this.#profile = profile
    this.#effects = effects
    this.#setTimer = setTimer
  }

  /** Clock offsets of the nodes behind the address, in milliseconds. One offset of zero unless a fault adds nodes. */
  get clockOffsets(): readonly number[] {
    return this.#standing('several-nodes')?.clockOffsets ?? [0]
  }

  /** Seconds; undefined unless a fault sets them. */
  get messageExpiry(): number | undefined {
    return this.#standing('expiry')?.seconds
  }

  get lostAnswers(): number {
    return this.closeWatch.losses
  }

  add(fault: Fault): void {
    checkFault(fault)
    if (!this.#profile.kinds.includes(fault.kind)) throw new RangeError(`Faults of the kind ${fault.kind} cannot happen to this node.`)
    if (!this.#hits.has(fault.kind)) this.#hits.set(fault.kind, { hits: 0, duringClose: 0, afterLoss: 0 })
    const added: ArmedFault = { fault, seen: 0 }
    if (!('at' in fault) || !('after' in fault.at)) {
      this.#armed.push(added)
      return
    }
    const { after } = fault.at
    const strike = (): void => {
      this.#armed = this.#armed.filter(armed => armed !== added)
      this.perform(fault, null)
    }
    if (after === 0) {
      strike()
      return
    }
    this.#armed.push(added)
    this.#setTimer(() => { if (this.#armed.includes(added)) strike() }, after)
  }

  clear(): void {
    this.#armed = []
  }

  hits(): Readonly<Partial<Record<FaultKind, FaultHits>>> {
    return Object.fromEntries(this.#hits)
  }

  /** The faults that hit the message at this moment, in the order in which they were added. */
  fire(moment: Moment, target: FaultTarget): readonly Fault[] {
    const hitting: Fault[] = []
    for (const armed of [...this.#armed]) {
      const { fault } = armed
      if (!('at' in fault) || 'after' in fault.at || !this.#matches(fault, fault.at, moment, target)) continue
      const { nth = 1, times = 1 } = fault.at
      armed.seen += 1
      if (armed.seen >= nth) hitting.push(fault)
      if (armed.seen === nth + times - 1) this.#armed = this.#armed.filter(other => other !== armed)
    }
    return hitting
  }

  /** Notes a request on its way to the node. Faults that apply from the start count once for every close. */
  sent(target: FaultTarget): void {
    this.closeWatch.sent(target)
    if (target.method !== this.#profile.closeMethod) return
    for (const { fault } of this.#armed) if (fault.kind === 'expiry' || fault.kind === 'several-nodes') this.count(fault)
  }

  /**
   * Applies a fault to the node as a whole. Faults that change a single message are applied where the message is.
   * @param target the message that triggers the fault; null if a time does
   */
  perform(fault: Fault, target: FaultTarget | null): void {
    // Read first: the fault itself may end what is in flight.
    const { phase } = this.closeWatch
    if (this.#apply(fault, target)) this.count(fault, phase)
  }

  count({ kind }: Fault, phase = this.closeWatch.phase): void {
    const { hits, duringClose, afterLoss } = this.#hits.get(kind) ?? { hits: 0, duringClose: 0, afterLoss: 0 }
    this.#hits.set(kind, {
      hits: hits + 1,
      duringClose: duringClose + (phase === 'duringClose' ? 1 : 0),
      afterLoss: afterLoss + (phase === 'afterLoss' ? 1 : 0),
    })
  }

  #apply(fault: Fault, target: FaultTarget | null): boolean {
    const connection = target?.connection ?? null
    if (fault.kind === 'cut') return this.#effects.cut(connection)
    if (fault.kind === 'half-open') return this.#effects.freeze(connection, fault.ms ?? null)
    if (fault.kind === 'flapping') return this.#effects.flap(fault.ms, fault.uptime)
    if (fault.kind === 'expire-key') return this.#effects.expireKeys(connection)
    if (fault.kind === 'replace-key') return this.#effects.replaceKeys(connection)
    if (fault.kind === 'restart') return this.#effects.restart()
    if (fault.kind === 'clock') return this.#effects.moveClock(fault.by)
    // A message that concerns no session must not change every session.
    const isAimless = target !== null && target.sessionId === null
    return isByOthers(fault) && !isAimless && this.#effects.changeByOthers(target?.sessionId ?? null, fault)
  }

  /** The latest fault of a kind that applies from the start. */
  #standing<K extends 'several-nodes' | 'expiry'>(kind: K): Extract<Fault, { kind: K }> | undefined {
    return this.#armed.map(({ fault }) => fault)
      .findLast((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind)
  }

  #matches({ kind }: Fault, at: AtMessage, moment: Moment, { method }: FaultTarget): boolean {
    if (at.moment !== moment) return false
    const wanted = kind === 'unconfirmed' ? this.#profile.closeMethod : at.method
    return wanted === undefined || wanted === method
  }
}
