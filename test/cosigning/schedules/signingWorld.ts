import { createNitroliteClient, isFinal, type ClosingSnapshot, type Hex, type NitroliteClient, type RecoveryOptions } from '../../../src/core'
import { readProposalText } from '../../../src/core/cosigning/codec/proposalCodec'
import { createLocalPeers } from '../../../src/core/peers/peers'
import { createEmbeddedClearnode, createVirtualTime, judge, seededRandom, type EmbeddedClearnode } from '../../../src/testing'
import { APPLICATION, recordSocket, URL_OF_NODE, type RecordedSocket } from '../../helpers/flow'
import { useNativeCurve } from '../../helpers/nativeCurve'
import { Device, newStores, type DeviceStores, type MadeProposal } from './device'
import type { JudgedSchedule } from './findBreaches'
import { participantAt, rowsOfSplit } from './participants'
import { canCloseApart, type AnswerStep, type ProposeStep, type Schedule, type Step } from './schedule'
import { SeenClosings } from './seenClosings'
import { ShownEnds } from './shownEnds'

const MINUTE = 60_000
/** Longest time to finish once the faults have stopped, on a node whose clock did not jump. */
const LONGEST_FINISH = 60 * MINUTE

/** How far the node's clock can be moved in total, in milliseconds. Signatures can be used for that much longer. */
const longestJump = ({ faults }: Schedule): number => faults.reduce((sum, fault) => sum + (fault.kind === 'clock' ? Math.abs(fault.by) : 0), 0)

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
  readonly #node: EmbeddedClearnode
  readonly #socket: RecordedSocket
  readonly #sessionId: Hex
  readonly #devices: readonly Device[]
  readonly #proposals = new Map<number, MadeProposal>()
  readonly #ends = new ShownEnds(this.#time)
  readonly #unapproved: string[] = []
  readonly #seen = new SeenClosings((device, requestId) => { this.#checkApproval(device, requestId) })
  /** Error codes of calls that failed, with their number. */
  readonly #refusals = new Map<string, number>()
  #unsettled = 0

  constructor(schedule: Schedule, options: WorldOptions) {
    const time = this.#time
    this.#schedule = schedule
    this.#options = options
    this.#node = createEmbeddedClearnode({
      clock: time.now, timers: time, random: seededRandom(schedule.seed), faults: { faults: schedule.faults },
      latency: point => point === 'checked' ? 20 : undefined,
    })
    this.#socket = recordSocket(this.#node)
    this.#sessionId = this.#node.createSession({
      participants: schedule.weights.map((_, index) => participantAt(index).address),
      weights: schedule.weights, quorum: schedule.quorum, application: APPLICATION,
      allocations: [{ participant: participantAt(0).address, asset: 'usdc', amount: '1' }],
    }).id
    const browser: DeviceStores = { ...newStores(), ...schedule.haveTabsMessages && { peers: createLocalPeers() } }
    this.#devices = schedule.devices.map(({ person, isTab }, number) =>
      new Device(number, person, isTab ? browser : newStores(), device => this.#createClient(device)))
  }

  #createClient({ number, person, stores: { journal, logins, peers } }: Device): NitroliteClient {
    const { recovery } = this.#options
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer: participantAt(person).key, WebSocket: this.#socket.WebSocket,
      reconnect: { jitter: 0 }, timers: this.#time, signatures: this.#signatures, ...recovery && { recovery },
      keep: { closings: this.#seen.follow(number, journal), logins, ...peers && { tabs: peers } },
    })
    this.#ends.follow(number, client)
    return client
  }

  #checkApproval(device: number, requestId: string): void {
    const proposal = [...this.#proposals.values()].find(made => made.requestId === requestId)
    if (!proposal?.signedBy.has(device)) this.#unapproved.push(`device ${device} has signed what its person had not approved`)
  }

  /** Counts how a call ends, and that it ends. Nobody waits for it. */
  #track<T>(call: Promise<T>): Promise<T> {
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

  #deviceAt(number: number): Device {
    const device = this.#devices[number]
    if (!device) throw new RangeError(`There is no device ${number}.`)
    return device
  }

  #perform(step: Step): void {
    const device = this.#deviceAt(step.device)
    switch (step.kind) {
      case 'connect':
        void this.#track(device.client.connect())
        break
      case 'reload':
        this.#reload(device)
        void this.#track(device.client.connect())
        break
      case 'close': {
        const closing = device.client.close({ sessionId: this.#sessionId, allocations: this.#rowsOf(step.split) })
        // Without its client, a closing stays as it is until the next client takes up its record.
        this.#count(Promise.resolve(closing))
        break
      }
      case 'cancel': device.client.closings.get(this.#sessionId)?.cancel(); break
      case 'propose': this.#propose(device, step); break
      case 'open':
      case 'approve':
      case 'decline':
      case 'sign':
      case 'withdraw':
      case 'deliver': this.#answer(device, step)
    }
  }

  #rowsOf(split: number) {
    return rowsOfSplit(split, this.#schedule.weights.length)
  }

  #reload(device: Device): void {
    this.#ends.leave(device.client)
    for (const { approvedBy } of this.#proposals.values()) approvedBy.delete(device.number)
    device.reload()
  }

  #propose({ client }: Device, { proposal, split, signWithin }: ProposeStep): void {
    const shared = this.#track(client.propose({ sessionId: this.#sessionId, allocations: this.#rowsOf(split), signWithin }))
    const made: MadeProposal = { shared, approvedBy: new Set(), signedBy: new Set(), requestId: null }
    this.#proposals.set(proposal, made)
    shared.then(({ text }) => {
      const { stamp } = readProposalText(text)
      if (stamp?.by === 'time') made.requestId = String(stamp.requestId)
    }, () => {})
  }

  /** What somebody does with a proposal of another participant. Nothing happens before the proposal was shared and opened. */
  #answer(device: Device, step: AnswerStep): void {
    const made = this.#proposals.get(step.proposal)
    if (!made) return
    const { number, client } = device
    const review = device.reviews.get(step.proposal)
    const ignore = (): void => {}
    switch (step.kind) {
      case 'open':
        device.reviews.set(step.proposal, this.#track(made.shared.then(({ text }) => client.coSign(text))))
        break
      case 'approve':
        review?.then((opened) => {
          opened.approve()
          made.approvedBy.add(number)
        }, ignore)
        break
      case 'decline':
        review?.then((opened) => {
          opened.decline('amounts', 'not like this')
          made.approvedBy.delete(number)
        }).catch(ignore)
        break
      case 'sign':
        if (!review) break
        device.replies.set(step.proposal, this.#track(review.then((opened) => {
          if (made.approvedBy.has(number)) made.signedBy.add(number)
          return opened.sign()
        })))
        break
      case 'withdraw': review?.then(opened => opened.withdraw()).catch(ignore); break
      case 'deliver': void this.#track(this.#deliver(device, step.proposal, this.#deviceAt(step.to))); break
    }
  }

  async #deliver(device: Device, proposal: number, to: Device): Promise<void> {
    const kept = async (): Promise<string | null> => (await device.client.slots(this.#sessionId))[0]?.reply ?? null
    const reply = await (device.replies.get(proposal) ?? kept())
    if (reply !== null) await to.client.addSignature(reply)
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
      this.#perform(step)
    }
    await this.#pass(MINUTE)
    this.#node.faults.clear()
    const limit = LONGEST_FINISH + longestJump(this.#schedule)
    const isQuiet = await this.#passUntil(() => this.#stuck().length === 0, limit)
    const stuck = isQuiet ? [] : this.#stuck()
    await this.#reopen()
    const isDone = await this.#passUntil(() => this.#unfinished().length === 0, limit)
    const unfinished = isDone ? [] : this.#unfinished()
    // Time for a late second payment, which would be a breach.
    await this.#pass(5 * MINUTE)
    const result = await this.#collect(stuck, unfinished)
    for (const { client } of this.#devices) client.dispose()
    await this.#passUntil(() => this.#unsettled === 0, MINUTE)
    this.#node.dispose()
    return { ...result, unsettled: this.#unsettled }
  }

  #unfinished(isCounted: (snapshot: ClosingSnapshot) => boolean = () => true): string[] {
    return this.#devices.flatMap(({ number, client }) => client.closings.list()
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
    const sentSignatures = new Map<string, Set<Hex>>()
    for (const { method, id, signatures } of this.#socket.sent) {
      if (method !== 'close_app_session') continue
      sentSignatures.set(String(id), new Set([...sentSignatures.get(String(id)) ?? [], ...signatures]))
    }
    const counts = await Promise.all(this.#devices.map(({ stores: { journal } }) => journal.list()))
    return {
      ...judge(this.#node, this.#sessionId),
      canCloseApart: canCloseApart(this.#schedule),
      stuck, unfinished, sentSignatures,
      unapproved: this.#unapproved,
      left: counts.flat().length,
      closings: this.#seen.closings,
      amountsOf: this.#seen.amountsOf,
      landed: this.#node.sessionLedger(this.#sessionId).closes.flatMap(({ requestId }) => requestId ?? []),
      shown: this.#ends.ends,
      endedAt: this.#ends.endedAt,
      refusals: this.#refusals,
      hits: this.#node.faults.hits(),
    }
  }
}
