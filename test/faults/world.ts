import {
  createMemoryHistory, createMemoryJournal, createNitroliteClient, isFinal,
  type Closing, type Hex, type Journal, type NitroliteClient, type RecoveryOptions,
} from '../../src/core'
import {
  createEmbeddedClearnode, createVirtualTime, failingJournal, judge, seededRandom,
  type FailingJournal, type FaultSchedule, type JournalFault, type VirtualTime,
} from '../../src/testing'
import { createLocalPeers } from '../../src/core/closing/peers'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, split, URL_OF_NODE } from '../support/flow'

const MINUTE = 60_000
/** How long everything may take once faults have stopped; clocks may have jumped by hours. */
const LONG = 8 * 60 * MINUTE

/** What a person does, so many milliseconds after the last thing. */
export type Action =
  | { readonly wait: number, readonly kind: 'close', readonly tab: number, readonly share: string }
  | { readonly wait: number, readonly kind: 'cancel' | 'reload' | 'connect' | 'disconnect' | 'switch' | 'reject' | 'suspend' | 'wake', readonly tab: number }

/** A whole run, as plain JSON. */
export interface Scenario {
  readonly schedule: FaultSchedule
  readonly actions: readonly Action[]
  readonly journal: readonly JournalFault[]
  /** Whether the clients know of each other, as tabs do, or share nothing but the journal, as processes do. */
  readonly areTabs: boolean
}

interface Tab {
  client: NitroliteClient
  closings: Closing[]
  rejects: number
  /** What a suspended tab would have done; null while it is awake. */
  asleep: (() => void)[] | null
}

const SHARES: Readonly<Record<string, string>> = { '0.7': '0.3', '0.2': '0.8' }
const asked = (share: string) => split([ALICE, share], [BOB, SHARES[share] ?? '0'])

function wake(tab: Tab): void {
  const missed = tab.asleep ?? []
  tab.asleep = null
  for (const each of missed) each()
}

/** Tabs, devices and a node in one virtual time, and what came of it. */
export class World {
  readonly time: VirtualTime = createVirtualTime()
  readonly #store = createMemoryJournal()
  readonly #node
  readonly #sessionId: Hex
  readonly #tabs: Tab[] = []
  readonly #scenario: Scenario
  readonly #peers = createLocalPeers()
  readonly #history = createMemoryHistory()
  /** Which closing each request belongs to, as written down before it was sent. */
  readonly #closingOf = new Map<number, string>()
  /** Every final state that anybody was shown, by closing. */
  readonly #shown: { readonly id: string, readonly state: string, readonly share: string, readonly at: number, readonly error: string }[] = []
  readonly #recovery: RecoveryOptions
  readonly #failing: FailingJournal
  #storage: Journal

  /** @param recovery how the clients find out about unknown outcomes. @default as they do by themselves */
  constructor(scenario: Scenario, recovery: RecoveryOptions = {}) {
    this.#scenario = scenario
    this.#recovery = recovery
    this.#node = createEmbeddedClearnode({
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
    const signer = {
      getAddress: async () => ALICE,
      signTypedData: async (domain: object, types: object, message: object) => {
        if (tab.rejects-- > 0) throw Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' })
        return wallet.signTypedData({ domain, types, primaryType: 'Policy', message } as never)
      },
    }
    const run = (work: () => void): void => { if (tab.asleep) tab.asleep.push(work); else work() }
    const storage = this.#storage
    const note = (record: Parameters<Journal['create']>[1]): void => {
      for (const { attempt } of record.attempts) this.#closingOf.set(attempt.requestId, record.closingId)
    }
    tab.client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer, WebSocket: this.#node.WebSocket,
      reconnect: { jitter: 0 }, recovery: this.#recovery, history: this.#history,
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
    const isDone = () => this.#tabs.every(({ client }) => client.closings.list().every(({ state }) => isFinal(state)))
    await this.time.runUntil(isDone, LONG)
    await this.time.advance(5 * MINUTE)
    const result = {
      ...judge(this.#node, this.#sessionId),
      isDone: isDone(),
      kept: (await this.#history.find({ limit: Infinity })).map(({ closingId, state }) => ({ id: closingId, state })),
      left: (await this.#store.list()).length,
      shown: this.#shown,
      /** Closings whose requests were booked. */
      landed: this.#node.closes().flatMap(({ requestId }) =>
        requestId === null ? [] : [this.#closingOf.get(Number(requestId)) ?? 'unknown to every journal']),
      hits: this.#node.faults.hits(),
      lostAnswers: this.#node.faults.lostAnswers,
      journalHits: this.#failing.hits(),
    }
    for (const { client } of this.#tabs) client.dispose()
    this.#node.dispose()
    return result
  }
}

/** What a run did that must never happen; empty where all is well. */
export function findBreaches(result: Awaited<ReturnType<World['run']>>): string[] {
  const { shown, landed, payouts } = result
  const breaches: string[] = []
  if (result.closes > 1) breaches.push(`${result.closes} closings were booked`)
  if (result.overpaid && result.closesElsewhere === 0) breaches.push('more was paid than was paid in')
  if (!result.isDone) breaches.push('a closing did not come to its end')
  if (result.isDone && result.left > 0) breaches.push('a record was left in the journal')
  for (const { id, state, share } of shown) {
    if ((state === 'failed' || state === 'cancelled') && landed.includes(id)) breaches.push(`${state}, but it landed`)
    if (state === 'closed' && JSON.stringify(payouts) !== JSON.stringify(asked(share))) breaches.push('closed, but something else was paid')
    if (state === 'overpaid' && !result.overpaid) breaches.push('called overpaid, but it was not')
  }
  for (const id of landed) {
    const isKnown = [...shown, ...result.kept].some(each => each.id === id && each.state !== 'failed' && each.state !== 'cancelled')
    if (result.isDone && !isKnown) breaches.push('a closing that landed was lost sight of')
  }
  const said = new Map<string, Set<string>>()
  for (const { id, state } of shown) said.set(id, (said.get(id) ?? new Set()).add(state === 'cancelled' ? 'failed' : state))
  for (const states of said.values()) if (states.size > 1) breaches.push(`one closing ended as ${[...states].join(' and as ')}`)
  return breaches
}
