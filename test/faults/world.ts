import { createNitroliteClient, isFinal, type ClosingSnapshot, type Hex, type NitroliteClient, type RecoveryOptions } from '../../src/core'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime, FAULT_PROFILES, seededRandom,
  type EmbeddedClearnode, type EmbeddedNitronode, type VirtualTime,
} from '../../src/testing'
import { URL_OF_NODE } from '../helpers/flow'
import { useNativeCurve } from '../helpers/nativeCurve'
import { ALICE, APPLICATION, BOB } from '../helpers/people'
import type { JudgedRun } from './breaches'
import type { MetFaults } from './hitTable'
import { judgeSession } from './judgeSession'
import { Reports } from './reports'
import { canClose, devicesOf, sessionsOf, type Action, type Closers, type Device, type Scenario } from './scenario'
import { allocationsFor } from './shares'
import { Storage } from './storage'
import { keyOfOther, Tab } from './tab'

const MINUTE = 60_000
/** Longest time to finish once faults have stopped, on a node whose clock did not jump. */
const LONGEST_FINISH = 8 * 60 * MINUTE
/** Longest time to finish without a reload once faults have stopped, on a node whose clock did not jump. */
const LONGEST_PATIENCE = 60 * MINUTE

/** How far the node's clock can be moved in total, in milliseconds. An attempt is valid for that much longer. */
const longestJump = ({ faults }: Scenario['schedule']): number =>
  faults.reduce((sum, fault) => fault.kind === 'clock' ? sum + Math.abs(fault.by) * timesOf(fault.at) : sum, 0)

const timesOf = (at: object): number => 'times' in at ? Number(at.times) : 1

/** A person has to decide or to sign. */
const isWaitingForPerson = ({ state, recovery }: ClosingSnapshot): boolean =>
  state === 'agreed' || state === 'signing' || recovery?.phase === 'authorizing'

const WEIGHTS: Readonly<Record<Closers, readonly [number, number]>> = { alice: [100, 0], bob: [0, 100], both: [100, 100] }

/** Everything that the judge and the table of hits need to know about a run. */
export type RunResult = JudgedRun & MetFaults

/** The devices of Alice and Bob, a node and journals in one virtual time. Runs a scenario once. */
export class World {
  readonly time: VirtualTime = createVirtualTime()
  readonly #node: EmbeddedClearnode | EmbeddedNitronode
  readonly #sessionIds: readonly Hex[]
  readonly #storages = new Map<number, Storage>()
  readonly #tabs: Tab[] = []
  readonly #scenario: Scenario
  readonly #reports = new Reports(this.time)
  readonly #recovery: RecoveryOptions
  /** Set up before the node is made, which signs with the same curve. */
  readonly #signatures = useNativeCurve()
  /** Ids of the requests to close that the node has taken from a queue. */
  readonly #arrived = new Set<string>()

  /** @param recovery how the clients resolve unknown outcomes. @default the defaults of the client */
  constructor(scenario: Scenario, recovery: RecoveryOptions = {}) {
    this.#scenario = scenario
    this.#recovery = recovery
    const create = scenario.node === 'clearnode' ? createEmbeddedClearnode : createEmbeddedNitronode
    const { closeMethod } = FAULT_PROFILES[scenario.node]
    this.#node = create({
      clock: this.time.now, timers: this.time, random: seededRandom(scenario.schedule.seed ?? 0), faults: scenario.schedule,
      latency: (point, { method, id }) => {
        if (method === closeMethod) this.#arrived.add(id)
        return point === 'checked' ? 20 : undefined
      },
    })
    this.#sessionIds = sessionsOf(scenario).map(closers => this.#node.createSession({
      participants: [ALICE, BOB], weights: WEIGHTS[closers], quorum: 100, application: APPLICATION,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    }).id)
    for (const { storage } of devicesOf(scenario)) {
      const faults = storage === 0 ? { journal: scenario.journal, store: scenario.store } : {}
      if (!this.#storages.has(storage)) this.#storages.set(storage, new Storage(this.time, faults))
    }
    for (const device of devicesOf(scenario)) this.#tabs.push(this.#openTab(device))
  }

  #openTab(device: Device): Tab {
    return new Tab(device, tab => this.#createClient(tab))
  }

  #storageOf({ storage }: Device): Storage {
    const found = this.#storages.get(storage)
    if (!found) throw new RangeError(`There is no storage ${storage}.`)
    return found
  }

  #createClient(tab: Tab): NitroliteClient {
    const storage = this.#storageOf(tab.device)
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer: tab.signer, WebSocket: this.#node.WebSocket,
      reconnect: { jitter: 0 }, recovery: this.#recovery, history: storage.history, journal: storage.open(), signatures: this.#signatures,
      sessionKey: { use: this.#scenario.isWalletSigning ? 'never' : 'always' },
      timers: { ...this.time, after: (ms, callback) => this.time.after(ms, () => { tab.run(callback) }) },
      ...this.#scenario.areTabs && {
        peers: { join: hear => storage.peers.join(message => { tab.run(() => { hear(message) }) }) },
      },
    })
    this.#reports.follow(client)
    return client
  }

  #dispose({ client }: Tab): void {
    this.#reports.leave(client)
    client.dispose()
  }

  #perform(action: Action): void {
    const tab = this.#tabs[action.tab]
    if (!tab) throw new RangeError(`There is no tab ${action.tab}.`)
    const ignore = (): void => {}
    switch (action.kind) {
      case 'close': {
        const sessionId = this.#sessionIds[action.session ?? 0]
        if (!sessionId) throw new RangeError(`There is no session ${action.session}.`)
        tab.closings.push(tab.client.close({ sessionId, allocations: allocationsFor(action.share) }))
        break
      }
      case 'cancel': tab.closings.at(-1)?.cancel(); break
      case 'connect':
        tab.isLeft = tab.usesOtherWallet
        tab.client.connect().catch(ignore)
        break
      case 'disconnect':
        tab.isLeft = true
        tab.client.disconnect()
        break
      case 'switch':
        tab.isLeft = tab.usesOtherWallet = true
        tab.client.connect(keyOfOther(tab.device.person)).catch(ignore)
        break
      case 'reject':
        tab.isLeft = true
        tab.declines = 1
        break
      case 'resume': tab.closings.at(-1)?.resume(); break
      case 'suspend': tab.suspend(); break
      case 'wake': tab.wake(); break
      case 'reload':
        this.#dispose(tab)
        this.#tabs[action.tab] = this.#openTab(tab.device)
        this.#perform({ wait: 0, kind: 'connect', tab: action.tab })
    }
  }

  async run(): Promise<RunResult> {
    for (const action of this.#scenario.actions) {
      await this.time.advance(action.wait)
      this.#perform(action)
    }
    await this.time.advance(MINUTE)
    this.#stopFaults()
    const hasPatienceEnded = !(await this.time.runUntil(() => this.#isQuiet(), LONGEST_PATIENCE + longestJump(this.#scenario.schedule)))
    const stuck = hasPatienceEnded ? this.#stuck() : []
    await this.#reopen()
    await this.#finishClosings()
    // Time for a late second payment, which would be a breach.
    await this.time.advance(5 * MINUTE)
    const result = await this.#collect(stuck)
    for (const tab of this.#tabs) this.#dispose(tab)
    this.#node.dispose()
    return result
  }

  /** Stops all faults. Half-open connections stay as they are, and clients keep what they know. */
  #stopFaults(): void {
    this.#node.faults.clear()
    for (const storage of this.#storages.values()) storage.calm()
    for (const tab of this.#tabs) tab.wake()
  }

  /** Closings that have not ended although nothing is wrong any more and nobody has to do anything. */
  #stuck(): string[] {
    // A client that gave up connecting waits for somebody to connect it again.
    const isOpen = ({ isLeft, client }: Tab): boolean => !isLeft && client.status !== 'closed'
    const open = this.#tabs.filter(isOpen)
    // A client lists the closings of other wallets, and does not work on them. They end once their owner comes back.
    const hasOwner = ({ device }: Tab): boolean => {
      const others = (tabs: readonly Tab[]): boolean =>
        tabs.some(({ device: { person, storage } }) => storage === device.storage && person !== device.person)
      return !others(this.#tabs) || others(open)
    }
    return open.flatMap(tab => tab.client.closings.list()
      .filter(closing => this.#isUnfinished(tab.device, closing) && !isWaitingForPerson(closing) && (!closing.isElsewhere || hasOwner(tab)))
      .map(({ state, recovery, isElsewhere }) => `${state}, ${recovery?.phase ?? 'nothing to recover'}${isElsewhere ? ', elsewhere' : ''}`))
  }

  #isQuiet(): boolean {
    return this.#stuck().length === 0
  }

  /** Everybody opens all devices again and signs everything from now on. */
  async #reopen(): Promise<void> {
    for (const [index, tab] of this.#tabs.entries()) {
      this.#dispose(tab)
      const { client } = this.#tabs[index] = this.#openTab(tab.device)
      for (let tries = 0; tries < 10 && client.status !== 'ready'; tries++) {
        client.connect().catch(() => {})
        await this.time.runUntil(() => client.status === 'ready', MINUTE)
      }
    }
  }

  /** Lets time pass until every closing has ended. People resume closings that wait for them. */
  async #finishClosings(): Promise<void> {
    const waiting = () => this.#tabs
      .flatMap(({ client }) => this.#sessionIds.map(id => client.closings.get(id)))
      .filter(closing => closing?.snapshot().state === 'agreed' && !closing.snapshot().isElsewhere)
    for (let tries = 0; tries < 10 && !this.#isDone(); tries++) {
      for (const closing of waiting()) closing?.resume()
      await this.time.runUntil(() => this.#isDone() || waiting().length > 0, LONGEST_FINISH + longestJump(this.#scenario.schedule))
    }
  }

  /** Whether every closing has ended for every person who can close its session. */
  #isDone(): boolean {
    return this.#tabs.every(({ client, device }) => !client.closings.list().some(closing => this.#isUnfinished(device, closing)))
  }

  /** Only people who can close a session themselves have to see the end of its closings. */
  #isUnfinished({ person }: Device, { sessionId, state, watchedUntil }: ClosingSnapshot): boolean {
    const closers = sessionsOf(this.#scenario)[this.#sessionIds.indexOf(sessionId)]
    return canClose(person, closers) && (!isFinal(state) || watchedUntil !== null)
  }

  async #collect(stuck: readonly string[]): Promise<RunResult> {
    const storages = [...this.#storages]
    const kept = await Promise.all(storages.map(([, { history }]) => history.find({ limit: Infinity })))
    const counts = await Promise.all(storages.map(([, storage]) => storage.count()))
    const [first] = storages
    return {
      isDone: this.#isDone(),
      stuck,
      sessions: this.#sessionIds.map(id => judgeSession(this.#node, id, {
        storages: this.#storages, arrived: this.#arrived, shown: this.#reports.of(id),
      })),
      kept: kept.flat().map(({ closingId, state }) => ({ id: closingId, state })),
      left: counts.reduce((sum, count) => sum + count, 0),
      endedAt: this.#reports.endedAt,
      groups: this.#scenario.groups ?? [],
      hits: this.#node.faults.hits(),
      lostAnswers: this.#node.faults.lostAnswers,
      journalHits: first?.[1].journalHits ?? {},
      storeHits: first?.[1].storeHits ?? {},
    }
  }
}
