import {
  createMemoryHistory, createMemoryJournal, createNitroliteClient, isFinal,
  type Hex, type Journal, type NitroliteClient, type RecoveryOptions,
} from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime, failingJournal, judge, seededRandom,
  type EmbeddedClearnode, type EmbeddedNitronode, type FailingJournal, type VirtualTime,
} from '../../src/testing'
import { URL_OF_NODE } from '../helpers/flow'
import { ALICE, APPLICATION, BOB, BOB_KEY } from '../helpers/people'
import type { JudgedRun, ShownEnd } from './breaches'
import type { MetFaults } from './hitTable'
import type { Action, Scenario } from './scenario'
import { allocationsFor } from './shares'
import { Tab } from './tab'

const MINUTE = 60_000
/** Longest time to finish once faults have stopped. Long, because clocks may have jumped by hours. */
const LONGEST_FINISH = 8 * 60 * MINUTE

/** Everything that the judge and the table of hits need to know about a run. */
export type RunResult = JudgedRun & MetFaults

/** Two tabs of Alice, a node and a journal in one virtual time. Runs a scenario once. */
export class World {
  readonly time: VirtualTime = createVirtualTime()
  readonly #store = createMemoryJournal()
  readonly #node: EmbeddedClearnode | EmbeddedNitronode
  readonly #sessionId: Hex
  readonly #tabs: Tab[] = []
  readonly #scenario: Scenario
  readonly #peers = createLocalPeers()
  readonly #history = createMemoryHistory()
  /** The closing of each request, by request id, as the journal had it before the request was sent. */
  readonly #closingOf = new Map<string, string>()
  readonly #shown: ShownEnd[] = []
  readonly #recovery: RecoveryOptions
  readonly #failing: FailingJournal
  #journal: Journal

  /** @param recovery how the clients resolve unknown outcomes. @default the defaults of the client */
  constructor(scenario: Scenario, recovery: RecoveryOptions = {}) {
    this.#scenario = scenario
    this.#recovery = recovery
    const create = scenario.node === 'clearnode' ? createEmbeddedClearnode : createEmbeddedNitronode
    this.#node = create({
      clock: this.time.now, timers: this.time, random: seededRandom(scenario.schedule.seed ?? 0), faults: scenario.schedule,
      latency: point => point === 'checked' ? 20 : undefined,
    })
    this.#sessionId = this.#node.createSession({
      participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    }).id
    this.#journal = this.#failing = failingJournal(this.#store, scenario.journal, { timers: this.time })
    for (let count = 0; count < 2; count++) this.#tabs.push(this.#openTab())
  }

  #openTab(): Tab {
    return new Tab(tab => this.#createClient(tab))
  }

  #createClient(tab: Tab): NitroliteClient {
    const journal = this.#journal
    const noteAttempts = (record: Parameters<Journal['create']>[1]): void => {
      for (const { attempt } of record.attempts) this.#closingOf.set(String(attempt.requestId), record.closingId)
    }
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer: tab.signer, WebSocket: this.#node.WebSocket,
      reconnect: { jitter: 0 }, recovery: this.#recovery, history: this.#history,
      sessionKey: { use: this.#scenario.isWalletSigning ? 'never' : 'always' },
      timers: { ...this.time, after: (ms, callback) => this.time.after(ms, () => { tab.run(callback) }) },
      ...this.#scenario.areTabs && {
        peers: { join: hear => this.#peers.join(message => { tab.run(() => { hear(message) }) }) },
      },
      // A new object for each client: tabs and processes share what is stored, but no objects.
      journal: {
        ...journal,
        create: (key, record) => { noteAttempts(record); return journal.create(key, record) },
        replace: (key, record, revision) => { noteAttempts(record); return journal.replace(key, record, revision) },
      },
    })
    client.on('closing', (snapshot) => {
      if (!isFinal(snapshot.state)) return
      this.#shown.push({
        id: snapshot.id, state: snapshot.state, at: this.time.now(), error: JSON.stringify(snapshot.error),
        share: snapshot.allocations.find(row => row.participant === ALICE)?.amount ?? '',
      })
    })
    return client
  }

  #perform(action: Action): void {
    const tab = this.#tabs[action.tab]
    if (!tab) throw new RangeError(`There is no tab ${action.tab}.`)
    const ignore = (): void => {}
    switch (action.kind) {
      case 'close':
        tab.closings.push(tab.client.close({ sessionId: this.#sessionId, allocations: allocationsFor(action.share) }))
        break
      case 'cancel': tab.closings.at(-1)?.cancel(); break
      case 'connect': tab.client.connect().catch(ignore); break
      case 'disconnect': tab.client.disconnect(); break
      case 'switch': tab.client.connect(BOB_KEY).catch(ignore); break
      case 'reject': tab.declines = 1; break
      case 'resume': tab.closings.at(-1)?.resume(); break
      case 'suspend': tab.suspend(); break
      case 'wake': tab.wake(); break
      case 'reload':
        tab.client.dispose()
        this.#tabs[action.tab] = this.#openTab()
        this.#tabs[action.tab]?.client.connect().catch(ignore)
    }
  }

  async run(): Promise<RunResult> {
    for (const action of this.#scenario.actions) {
      await this.time.advance(action.wait)
      this.#perform(action)
    }
    await this.time.advance(MINUTE)
    await this.#reopenWithoutFaults()
    await this.#finishClosings()
    // Time for a late second payment, which would be a breach.
    await this.time.advance(5 * MINUTE)
    const result = await this.#collect()
    for (const { client } of this.#tabs) client.dispose()
    this.#node.dispose()
    return result
  }

  /** Stops all faults. Alice opens both tabs again and signs everything from now on. */
  async #reopenWithoutFaults(): Promise<void> {
    this.#node.faults.clear()
    this.#journal = this.#store
    for (const [index, tab] of this.#tabs.entries()) {
      tab.wake()
      tab.client.dispose()
      const { client } = this.#tabs[index] = this.#openTab()
      for (let tries = 0; tries < 10 && client.status !== 'ready'; tries++) {
        client.connect().catch(() => {})
        await this.time.runUntil(() => client.status === 'ready', MINUTE)
      }
    }
  }

  /** Lets time pass until every closing has ended. Alice resumes closings that wait for her. */
  async #finishClosings(): Promise<void> {
    const waiting = () => this.#tabs
      .map(({ client }) => client.closings.get(this.#sessionId))
      .filter(closing => closing?.snapshot().state === 'agreed' && !closing.snapshot().isElsewhere)
    for (let tries = 0; tries < 10 && !this.#isDone(); tries++) {
      for (const closing of waiting()) closing?.resume()
      await this.time.runUntil(() => this.#isDone() || waiting().length > 0, LONGEST_FINISH)
    }
  }

  #isDone(): boolean {
    return this.#tabs.every(({ client }) => client.closings.list().every(({ state, watchedUntil }) => isFinal(state) && watchedUntil === null))
  }

  async #collect(): Promise<RunResult> {
    const closingsOf = (requestId: string | null): string[] =>
      requestId === null ? [] : [this.#closingOf.get(requestId) ?? 'in no journal']
    return {
      ...judge(this.#node, this.#sessionId),
      isDone: this.#isDone(),
      kept: (await this.#history.find({ limit: Infinity })).map(({ closingId, state }) => ({ id: closingId, state })),
      left: (await this.#store.list()).length,
      shown: this.#shown,
      landed: this.#node.sessionLedger(this.#sessionId).closes.flatMap(({ requestId }) => closingsOf(requestId)),
      agreed: 'updates' in this.#node && this.#node.session(this.#sessionId)?.status === 'open'
        ? closingsOf(this.#node.updates().at(-1)?.requestId ?? null)
        : [],
      hits: this.#node.faults.hits(),
      lostAnswers: this.#node.faults.lostAnswers,
      journalHits: this.#failing.hits(),
    }
  }
}
