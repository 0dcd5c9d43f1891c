import { Wallet } from 'ethers'
import {
  createMemoryHistory, createMemoryJournal, createNitroliteClient, isFinal,
  type Closing, type Hex, type Journal, type NitroliteClient, type RecoveryOptions,
} from '../../src/core'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime, failingJournal, judge, seededRandom,
  type EmbeddedClearnode, type EmbeddedNitronode, type FailingJournal, type FaultSchedule, type FaultyNode, type JournalFault,
  type VirtualTime,
} from '../../src/testing'
import { asked } from './breaches'
import { createLocalPeers } from '../../src/core/peers/peers'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, URL_OF_NODE } from '../helpers/flow'

const MINUTE = 60_000
/** How long everything may take once faults have stopped; clocks may have jumped by hours. */
const LONG = 8 * 60 * MINUTE

/** What a person does, so many milliseconds after the last thing. */
export type Action =
  | { readonly wait: number, readonly kind: 'close', readonly tab: number, readonly share: string }
  | { readonly wait: number, readonly kind: 'cancel' | 'reload' | 'connect' | 'disconnect' | 'switch' | 'reject' | 'suspend' | 'wake' | 'resume', readonly tab: number }

/** A whole run, as plain JSON. */
export interface Scenario {
  readonly node: FaultyNode
  readonly schedule: FaultSchedule
  readonly actions: readonly Action[]
  readonly journal: readonly JournalFault[]
  /** Whether the clients know of each other, as tabs do, or share nothing but the journal, as processes do. */
  readonly areTabs: boolean
  /** Whether the wallet signs every step by itself. @default a session key does */
  readonly isWalletSigning?: boolean
}

interface Tab {
  client: NitroliteClient
  closings: Closing[]
  rejects: number
  /** What a suspended tab would have done; null while it is awake. */
  asleep: (() => void)[] | null
}


function wake(tab: Tab): void {
  const missed = tab.asleep ?? []
  tab.asleep = null
  for (const each of missed) each()
}

/** Tabs, devices and a node in one virtual time, and what came of it. */
export class World {
  readonly time: VirtualTime = createVirtualTime()
  readonly #store = createMemoryJournal()
  readonly #node: EmbeddedClearnode | EmbeddedNitronode
  readonly #sessionId: Hex
  readonly #tabs: Tab[] = []
  readonly #scenario: Scenario
  readonly #peers = createLocalPeers()
  readonly #history = createMemoryHistory()
  /** Which closing each request belongs to, as written down before it was sent. */
  readonly #closingOf = new Map<string, string>()
  /** Every final state that anybody was shown, by closing. */
  readonly #shown: { readonly id: string, readonly state: string, readonly share: string, readonly at: number, readonly error: string }[] = []
  readonly #recovery: RecoveryOptions
  readonly #failing: FailingJournal
  #storage: Journal

  /** @param recovery how the clients find out about unknown outcomes. @default as they do by themselves */
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
    this.#storage = this.#failing = failingJournal(this.#store, scenario.journal, { timers: this.time })
    for (let tab = 0; tab < 2; tab++) this.#tabs.push(this.#open())
  }

  #open(): Tab {
    const tab: Tab = { closings: [], rejects: 0, asleep: null, client: null as never }
    const wallet = privateKeyWallet(ALICE_KEY)
    const ask = (): void => {
      if (tab.rejects-- > 0) throw Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' })
    }
    const signer = {
      getAddress: async () => ALICE,
      signTypedData: async (domain: object, types: object, message: object) => {
        ask()
        return wallet.signTypedData({ domain, types, primaryType: 'Policy', message } as never)
      },
      signMessage: async (message: Uint8Array) => {
        ask()
        return new Wallet(ALICE_KEY).signMessage(message)
      },
    }
    const run = (work: () => void): void => { if (tab.asleep) tab.asleep.push(work); else work() }
    const storage = this.#storage
    const note = (record: Parameters<Journal['create']>[1]): void => {
      for (const { attempt } of record.attempts) this.#closingOf.set(String(attempt.requestId), record.closingId)
    }
    tab.client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer, WebSocket: this.#node.WebSocket,
      reconnect: { jitter: 0 }, recovery: this.#recovery, history: this.#history,
      sessionKey: { use: this.#scenario.isWalletSigning ? 'never' : 'always' },
      timers: { ...this.time, after: (ms, callback) => this.time.after(ms, () => { run(callback) }) },
      ...this.#scenario.areTabs && {
        peers: { join: hear => this.#peers.join(message => { run(() => { hear(message) }) }) },
      },
      // An object of its own: tabs and processes share what is stored, and nothing else.
      journal: {
        ...storage,
        create: (key, record) => { note(record); return storage.create(key, record) },
        replace: (key, record, revision) => { note(record); return storage.replace(key, record, revision) },
      },
    })
    tab.client.on('closing', (snapshot) => {
      if (!isFinal(snapshot.state)) return
      this.#shown.push({
        id: snapshot.id, state: snapshot.state, at: this.time.now(), error: JSON.stringify(snapshot.error),
        share: snapshot.allocations.find(row => row.participant === ALICE)?.amount ?? '',
      })
    })
    return tab
  }

  #do(action: Action): void {
    const tab = this.#tabs[action.tab]
    if (!tab) throw new RangeError('There is no such tab.')
    const ignore = (): void => {}
    switch (action.kind) {
      case 'close': tab.closings.push(tab.client.close({ sessionId: this.#sessionId, allocations: asked(action.share) })); break
      case 'cancel': tab.closings.at(-1)?.cancel(); break
      case 'connect': tab.client.connect().catch(ignore); break
      case 'disconnect': tab.client.disconnect(); break
      case 'switch': tab.client.connect(BOB_KEY).catch(ignore); break
      case 'reject': tab.rejects = 1; break
      case 'resume': tab.closings.at(-1)?.resume(); break
      case 'suspend': tab.asleep ??= []; break
      case 'wake': wake(tab); break
      case 'reload':
        tab.client.dispose()
        this.#tabs[action.tab] = this.#open()
        this.#tabs[action.tab]?.client.connect().catch(ignore)
    }
  }

  async run() {
    for (const action of this.#scenario.actions) {
      await this.time.advance(action.wait)
      this.#do(action)
    }
    await this.time.advance(MINUTE)
    // Faults stop, and the person comes back to both tabs with a wallet that does what it is asked.
    this.#node.faults.clear()
    this.#storage = this.#store
    for (const [index, tab] of this.#tabs.entries()) {
      wake(tab)
      tab.client.dispose()
      const fresh = this.#open()
      this.#tabs[index] = fresh
      for (let tries = 0; tries < 10 && fresh.client.status !== 'ready'; tries++) {
        fresh.client.connect().catch(() => {})
        await this.time.runUntil(() => fresh.client.status === 'ready', MINUTE)
      }
    }
    const isDone = () => this.#tabs.every(({ client }) => client.closings.list().every(({ state, watchedUntil }) => isFinal(state) && watchedUntil === null))
    const agreed = () => this.#tabs.map(({ client }) => client.closings.of(this.#sessionId)).filter(closing => closing?.snapshot().state === 'agreed' && !closing.snapshot().isElsewhere)
    for (let tries = 0; tries < 10 && !isDone(); tries++) {
      for (const closing of agreed()) closing?.resume()
      await this.time.runUntil(() => isDone() || agreed().length > 0, LONG)
    }
    await this.time.advance(5 * MINUTE)
    const nameOf = (requestId: string | null) => requestId === null ? [] : [this.#closingOf.get(requestId) ?? 'unknown to every journal']
    const result = {
      ...judge(this.#node, this.#sessionId),
      isDone: isDone(),
      kept: (await this.#history.find({ limit: Infinity })).map(({ closingId, state }) => ({ id: closingId, state })),
      left: (await this.#store.list()).length,
      shown: this.#shown,
      /** Closings whose requests were booked. */
      landed: this.#node.books(this.#sessionId).closes.flatMap(({ requestId }) => nameOf(requestId)),
      /** The closing whose split is agreed, where nobody has changed anything since. */
      agreed: 'updates' in this.#node && this.#node.session(this.#sessionId)?.status === 'open'
        ? nameOf(this.#node.updates().at(-1)?.requestId ?? null)
        : [],
      hits: this.#node.faults.hits(),
      lostAnswers: this.#node.faults.lostAnswers,
      journalHits: this.#failing.hits(),
    }
    for (const { client } of this.#tabs) client.dispose()
    this.#node.dispose()
    return result
  }
}

/** What came of a run. */
export type RunResult = Awaited<ReturnType<World['run']>>
