import { expect } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type ClosingRecovery, type NitroliteClientOptions } from '../../src/core'
import { createEmbeddedClearnode, createVirtualTime, type EmbeddedClearnodeOptions, type FaultSchedule } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, recordSocket, seedSession, split, URL_OF_NODE } from './flow'

export const HOUR = 3_600_000
/** The allocations that `beginClosing` asks for, and the payouts that they lead to. */
export const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
export const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]
export const CLOSE = { method: 'close_app_session' } as const

/** A node and its clients on one virtual clock, with a journal that all clients share. */
export function startRecovery(faults: FaultSchedule['faults'] = [], { ahead = 0, ...nodeOptions }: EmbeddedClearnodeOptions & { ahead?: number } = {}) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: () => time.now() + ahead, timers: time, faults: { faults }, ...nodeOptions })
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const { WebSocket, sent } = recordSocket(node)
  const make = (options: Partial<NitroliteClientOptions> = {}) => createNitroliteClient({
    url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket, journal, timers: time,
    reconnect: { jitter: 0 }, ...options,
  })
  const settled = async <T>(work: PromiseLike<T>): Promise<T> => {
    let isDone = false
    Promise.resolve(work).then(() => { isDone = true }, () => { isDone = true })
    await time.runUntil(() => isDone, HOUR)
    expect(isDone).toBe(true)
    return work
  }
  const closesSent = () => sent.filter(frame => frame.method === 'close_app_session')
  return { time, node, sessionId, journal, make, settled, closesSent, sent }
}

/** Connects a client and closes the session. `phases` collects the phases of the recovery. */
export async function beginClosing(rig: ReturnType<typeof startRecovery>, options: Partial<NitroliteClientOptions> = {}) {
  const client = rig.make(options)
  await rig.settled(client.connect())
  const phases: ClosingRecovery['phase'][] = []
  const closing = client.close({ sessionId: rig.sessionId, allocations: REQUESTED })
  closing.subscribe(({ recovery }) => { if (recovery && recovery.phase !== phases.at(-1)) phases.push(recovery.phase) })
  return { client, closing, phases }
}
