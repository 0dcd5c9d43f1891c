import { onTestFinished } from 'vitest'
import {
  createMemoryHistory, createMemoryJournal, createNitroliteClient, isFinal,
  type Closing, type ClosingState, type Hex, type Journal, type NitroliteClient, type NitroliteClientOptions,
} from '../../src/core'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime, judge,
  type EmbeddedClearnodeOptions, type Fault, type NodeKind,
} from '../../src/testing'
import { loadNitronode } from './loadNitronode'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from './people'

/** What Alice asks for in every schedule. */
export const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])

const HOUR = 3_600_000

export interface ScheduleOptions {
  readonly faults?: readonly Fault[]
  /** Weights of Alice and Bob. The quorum is 100. @default Alice can close alone */
  readonly weights?: readonly [number, number]
  readonly latency?: NonNullable<EmbeddedClearnodeOptions['latency']>
}

let count = 0

/**
 * Sets up a fixed schedule of events in virtual time: a node with a session of Alice and Bob that holds 1 usdc of Alice, and
 * clients of both. Everything ends with the test.
 */
export async function startSchedule(kind: NodeKind, { faults = [], weights = [100, 0], latency }: ScheduleOptions = {}) {
  await loadNitronode()
  const time = createVirtualTime()
  const create = kind === 'clearnode' ? createEmbeddedClearnode : createEmbeddedNitronode
  const node = create({ clock: time.now, timers: time, faults: { faults }, ...latency && { latency } })
  onTestFinished(() => { node.dispose() })
  /** Creates a session of Alice and Bob that holds 1 usdc of Alice. */
  const createSession = (): Hex => node.createSession({
    participants: [ALICE, BOB], weights, quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id
  const sessionId = createSession()
  // Clients remember which protocol a URL speaks, so schedules must not share one.
  const url = `ws://schedule-${++count}.test`

  /** Fires timers until the condition is true, but at most for an hour or the given time. */
  const until = (condition: () => boolean, limit = HOUR): Promise<boolean> => time.runUntil(condition, limit)

  /** Makes a client of Alice that is not connected. Clients do not hear of each other, as in several processes. */
  function makeClient(options: Partial<NitroliteClientOptions> = {}): NitroliteClient {
    const journal = options.journal ?? createMemoryJournal()
    const client = createNitroliteClient({
      url, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket, timers: time, reconnect: { jitter: 0 },
      history: createMemoryHistory(), ...options,
      // A new object for each client: processes share what is stored, but no objects.
      journal: { ...journal },
    })
    onTestFinished(() => { client.dispose() })
    return client
  }

  async function connect(options: Partial<NitroliteClientOptions> = {}): Promise<NitroliteClient> {
    const client = makeClient(options)
    client.connect().catch(() => {})
    await until(() => client.status === 'ready')
    return client
  }

  /** Closes the session, and records every state of the closing. */
  function close(client: NitroliteClient, allocations = REQUESTED, id = sessionId): { readonly closing: Closing, readonly states: ClosingState[] } {
    const closing = client.close({ sessionId: id, allocations })
    const states: ClosingState[] = [closing.state]
    closing.subscribe(({ state }) => { if (state !== states.at(-1)) states.push(state) })
    return { closing, states }
  }

  /** Lets time pass until nothing about the closings changes any more, and five minutes longer. */
  async function finish(...closings: readonly Closing[]): Promise<ClosingState[]> {
    const isOver = (closing: Closing): boolean => isFinal(closing.state) && closing.snapshot().watchedUntil === null
    await until(() => closings.every(isOver))
    await time.advance(300_000)
    return closings.map(({ state }) => state)
  }

  return { time, node, sessionId, createSession, until, makeClient, connect, close, finish, verdict: (id = sessionId) => judge(node, id) }
}

/** Makes every reading of single records wait until the gate is opened. Writes and lists pass. */
export function gateReads(journal: Journal): { readonly journal: Journal, readonly openGate: () => void } {
  let openGate = (): void => {}
  const opened = new Promise<void>((resolve) => { openGate = resolve })
  return {
    journal: { ...journal, read: async (key) => { await opened; return journal.read(key) } },
    openGate: () => { openGate() },
  }
}
