import { createNitroliteClient, isFinal, type ClosingSnapshot, type RecoveryOptions } from '../../../src/core'
import { createLocalPeers } from '../../../src/core/peers/peers'
import { createVirtualTime, judge } from '../../../src/testing'
import { useNativeCurve } from '../../helpers/nativeCurve'
import { APPLICATION } from '../../helpers/people'
import { Actions } from './actions'
import { Approvals } from './approvals'
import { BadActor } from './badParties/badActor'
import { Device, type Page } from './device'
import type { JudgedSchedule, LandedRequest } from './findBreaches'
import { createScheduleNode } from './nodes/createScheduleNode'
import { calmNode, type ScheduleNode } from './nodes/scheduleNode'
import { participantAt } from './participants'
import { createRoomNetwork } from './roomNetwork'
import type { Schedule } from './schedule'
import { SeenClosings } from './seenClosings'
import { ShownEnds } from './shownEnds'
import { newStores, type DeviceStores } from './stores'
import { Submissions } from './submissions'

const MINUTE = 60_000
/** Longest time to finish once the faults have stopped, on a node whose clock did not jump. */
const LONGEST_FINISH = 60 * MINUTE

/** How long people wait for the others in a room. */
const LONGEST_APPROVAL = 4 * MINUTE

/** How long the node is watched once every closing has ended: a second payment then would be a breach. */
const LAST_WATCH = 30 * MINUTE

/** How far the node's clock can be moved in total, in milliseconds. Signatures can be used for that much longer. */
const longestJump = ({ faults }: Schedule): number =>
  faults.reduce((sum, fault) => fault.kind === 'clock' ? sum + Math.abs(fault.by) * ('times' in fault.at ? fault.at.times ?? 1 : 1) : sum, 0)

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** How the clients of a run are made. */
export interface WorldOptions {
  /** Whether an encryption is under way. It takes real time, so virtual time has to wait for it. */
  readonly isEncrypting: () => boolean
  /** How the clients resolve unknown outcomes. @default the defaults of the client */
  readonly recovery?: RecoveryOptions
}

/** The devices of all participants and a node in one virtual time. Runs a schedule once. */
export class SigningWorld {
  readonly #time = createVirtualTime()
  readonly #signatures = useNativeCurve()
  readonly #schedule: Schedule
  readonly #options: WorldOptions
  readonly #side: ScheduleNode
  readonly #submissions = new Submissions()
  readonly #bad: BadActor
  readonly #devices: readonly Device[]
  readonly #approvals = new Approvals()
  readonly #place: ReturnType<typeof createRoomNetwork>
  readonly #actions: Actions
  readonly #ends = new ShownEnds(this.#time)
  readonly #unapproved: string[] = []
  readonly #seen = new SeenClosings((device, text) => { this.#checkApproval(device, text) })
  readonly #seenOfBad = new SeenClosings(() => {})
  /** Error codes of calls that failed, with their number. */
  readonly #refusals = new Map<string, number>()
  #unsettled = 0

  constructor(schedule: Schedule, options: WorldOptions) {
    const time = this.#time
    this.#schedule = schedule
    this.#options = options
    this.#place = createRoomNetwork(schedule, time)
    this.#side = createScheduleNode(schedule, time, (signatures) => { this.#submissions.note(signatures, this.#devices) })
    this.#bad = new BadActor({ schedule, side: this.#side, place: this.#place, time, open: (device, stores) => this.#open(device, stores) })
    const faultsOf = (isHit: (device: number) => boolean) => schedule.journals?.find(({ device }) => isHit(device))?.faults ?? []
    const browser = newStores(time, {
      faults: faultsOf(device => schedule.devices[device]?.isTab ?? false), peers: schedule.haveTabsMessages ? createLocalPeers() : undefined,
    })
    this.#devices = schedule.devices.map(({ person, isTab }, number) => new Device(
      number, person, isTab ? browser : newStores(time, { faults: faultsOf(device => device === number) }), device => this.#open(device, device.stores),
    ))
    this.#actions = new Actions({
      sessionId: this.#side.sessionId, people: schedule.weights.length, devices: this.#devices, approvals: this.#approvals,
      track: (device, call) => this.#track(device, call), count: (call) => { this.#count(call) }, bad: this.#bad,
      reload: (device, isStorageGone) => { this.#reload(device, isStorageGone ? newStores(time) : device.stores) },
    })
  }

  #open({ number, person }: Device, { journal, logins, history, peers }: DeviceStores): Page {
    const { recovery } = this.#options
    const isBad = this.#bad.is(person)
    const { url, WebSocket } = this.#side
    const client = createNitroliteClient({
      url, application: APPLICATION, signer: participantAt(person).key, WebSocket: isBad ? this.#bad.WebSocket : WebSocket,
      reconnect: { jitter: 0 }, timers: this.#time, signatures: this.#signatures, ...recovery && { recovery },
      keep: { closings: (isBad ? this.#seenOfBad : this.#seen).follow(number, journal), logins, history, ...peers && { tabs: peers } },
    })
    if (!isBad) this.#ends.follow(number, client)
    return { client, transport: this.#bad.transport() }
  }

  get #honest(): readonly Device[] {
    return this.#devices.filter(({ person }) => !this.#bad.is(person))
  }

  #checkApproval(number: number, proposalText: string | null): void {
    const device = this.#devices[number]
    if (!device || !this.#approvals.allows(device, proposalText)) this.#unapproved.push(`device ${number} has signed what its person had not approved`)
  }

  /** Counts how a call ends, and that it ends. Nobody waits for it. */
  #track<T>({ person }: Device, call: Promise<T>): Promise<T> {
    if (this.#bad.is(person)) {
      call.catch(() => {})
      return call
    }
    this.#unsettled += 1
    this.#count(call, () => { this.#unsettled -= 1 })
    return call
  }

  #count(call: Promise<unknown>, onEnd = (): void => {}): void {
    call.then(() => 'done', (error: { readonly code?: string }) => error.code ?? String(error)).then((result) => {
      onEnd()
      this.#refusals.set(result, (this.#refusals.get(result) ?? 0) + 1)
    }, () => {})
  }

  #reload(device: Device, stores = device.stores): void {
    this.#ends.leave(device.client)
    this.#approvals.forget(device)
    device.reload(stores)
  }

  /** Lets time pass until the condition is true. @returns whether it became true within the limit */
  async #passUntil(isDone: () => boolean, limit: number): Promise<boolean> {
    const { isEncrypting } = this.#options
    const end = this.#time.now() + limit
    while (!isDone() || isEncrypting()) {
      const hasStopped = await this.#time.runUntil(() => isEncrypting() || isDone(), end - this.#time.now())
      if (isEncrypting()) await nextTurn()
      else if (!hasStopped) {
        await this.#time.advance(end - this.#time.now())
        return isDone()
      }
    }
    return true
  }

  async #pass(ms: number): Promise<void> {
    await this.#passUntil(() => false, ms)
  }

  async run(): Promise<JudgedSchedule> {
    for (const step of this.#schedule.steps) {
      await this.#pass(step.at - this.#time.elapsed())
      this.#actions.perform(step)
    }
    await this.#pass(MINUTE)
    calmNode(this.#side.node, this.#schedule)
    for (const { stores } of this.#devices) stores.calm()
    const limit = LONGEST_FINISH + longestJump(this.#schedule)
    await this.#passUntil(() => this.#stuck().length === 0, LONGEST_APPROVAL)
    this.#cancelWaiting()
    const isQuiet = await this.#passUntil(() => this.#stuck().length === 0, limit)
    const stuck = isQuiet ? [] : this.#stuck()
    await this.#reopen()
    this.#cancelWaiting()
    const isDone = await this.#passUntil(() => this.#unfinished().length === 0, limit)
    const unfinished = isDone ? [] : this.#unfinished()
    await this.#pass(MINUTE)
    // No client looks at a closing that has ended, so the rest concerns the node alone.
    for (const device of this.#devices) device.close()
    await this.#passUntil(() => this.#unsettled === 0, MINUTE)
    await this.#pass(LAST_WATCH)
    const result = await this.#collect(stuck, unfinished)
    this.#side.node.dispose()
    return { ...result, unsettled: this.#unsettled }
  }

  /**
   * Participants of a room may approve as long as they like, and a split that was agreed may stay. Once nobody has time any more,
   * people cancel what waits for them.
   */
  #cancelWaiting(): void {
    for (const { client } of this.#devices) {
      for (const { state, sessionId } of client.closings.list()) {
        if (state === 'collecting' || state === 'agreed') client.closings.get(sessionId)?.cancel()
      }
    }
  }

  #unfinished(isCounted: (snapshot: ClosingSnapshot) => boolean = () => true): string[] {
    return this.#honest.flatMap(({ number, client }) => client.closings.list()
      .filter(snapshot => (!isFinal(snapshot.state) || snapshot.watchedUntil !== null) && isCounted(snapshot))
      .map(({ state, recovery }) => `device ${number}: ${state}, ${recovery?.phase ?? 'nothing to recover'}`))
  }

  /**
   * Closings that have not ended although nothing is wrong any more, on devices that are connected or connect by themselves. Those
   * that another tab works on end with that tab.
   */
  #stuck(): string[] {
    return this.#unfinished(({ isElsewhere }) => !isElsewhere).filter(text => this.#devices.some(({ number, client }) =>
      text.startsWith(`device ${number}:`) && client.status !== 'closed'))
  }

  /** Everybody opens all devices again. */
  async #reopen(): Promise<void> {
    for (const device of this.#devices) {
      this.#reload(device)
      const { client } = device
      for (let tries = 0; tries < 10 && client.status !== 'ready'; tries++) {
        client.connect().catch(() => {})
        await this.#passUntil(() => client.status === 'ready', MINUTE)
      }
    }
  }

  async #collect(stuck: readonly string[], unfinished: readonly string[]): Promise<Omit<JudgedSchedule, 'unsettled'>> {
    const { node, sessionId, sentSignatures } = this.#side
    const counts = await Promise.all(this.#honest.map(({ stores }) => stores.count()))
    return {
      ...judge(node, sessionId),
      stuck, unfinished,
      sentSignatures: sentSignatures(),
      unapproved: this.#unapproved,
      unkept: this.#submissions.unkept(this.#side.signatures()).filter(signer => !this.#bad.is(signer)),
      left: counts.reduce((sum, count) => sum + count, 0),
      closings: this.#seen.closings,
      amountsOf: this.#seen.amountsOf,
      landed: node.sessionLedger(sessionId).closes.flatMap(({ requestId }) => requestId === null ? [] : [this.#landed(requestId)]),
      shown: this.#ends.ends,
      endedAt: this.#ends.endedAt,
      refusals: this.#refusals,
      hits: node.faults.hits(),
      journalHits: [...new Set(this.#devices.map(({ stores }) => stores))].map(stores => stores.journalHits()),
    }
  }

  #landed(requestId: string): LandedRequest {
    const { digest, signers } = this.#side.sentClose(requestId)
    const isOfBad = [...this.#seenOfBad.closings.values()].some(({ role, digests }) => role !== 'co-signer' && digests.has(digest))
    return {
      requestId, digest, isSentTwice: this.#bad.sendsTwice(digest, isOfBad),
      honestSigners: new Set([...signers].filter(signer => signer >= 0 && !this.#bad.is(signer))),
    }
  }
}
