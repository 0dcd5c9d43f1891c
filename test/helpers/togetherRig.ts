import { onTestFinished, vi } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type Address, type Hex, type Journal, type KeptLogin, type LoginStore, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
// The client loads this part when it is first used. To load it takes real time, so it is here before virtual time begins.
import '../../src/core/cosigning/createCosigning'
import { createEmbeddedClearnode, createVirtualTime, type FaultSchedule } from '../../src/testing'
import { APPLICATION, paidOut, recordSocket, seedSession, URL_OF_NODE } from './flow'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, split } from './people'

export const CAROL_KEY: Hex = `0x${'c2'.repeat(32)}`
export const CAROL: Address = '0x8bfa4eEEdbaa73913B8290777d65A84CB242fE67'

/** Virtual time passes in steps of this many milliseconds. */
const STEP = 50

/** Counts the encryptions under way: they take real time, and virtual time has to wait for them. */
export function countEncryptions(): () => boolean {
  const { subtle } = globalThis.crypto
  let running = 0
  const counted = new Proxy(subtle, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        running += 1
        return Promise.resolve(Reflect.apply(method, target, args)).finally(() => { running -= 1 })
      }
    },
  })
  vi.spyOn(globalThis.crypto, 'subtle', 'get').mockReturnValue(counted)
  return () => running > 0
}

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** One participant with a client and a journal of its own. */
export interface Party {
  readonly client: NitroliteClient
  readonly journal: Journal
}

export interface TogetherRigOptions {
  readonly faults?: FaultSchedule['faults']
  /** Weights of Alice, Bob and Carol. @default [50, 30, 20] */
  readonly weights?: readonly number[]
  /** @default 80 */
  readonly quorum?: number
}

/** An embedded ClearNode with a session of Alice, Bob and Carol, which holds 1 usdc of Alice, in virtual time. */
export function startTogether({ faults = [], weights = [50, 30, 20], quorum = 80 }: TogetherRigOptions = {}) {
  const time = createVirtualTime()
  const isEncrypting = countEncryptions()
  const node = createEmbeddedClearnode({ clock: () => time.now(), timers: time, faults: { faults } })
  onTestFinished(() => { node.dispose() })
  const sessionId = seedSession(node, { participants: [ALICE, BOB, CAROL], weights: [...weights], quorum })
  const { WebSocket, sent } = recordSocket(node)

  /** Lets time pass until some work has ended. */
  async function settled<T>(work: PromiseLike<T>, limit = 3_600_000): Promise<T> {
    let isDone = false
    Promise.resolve(work).then(() => { isDone = true }, () => { isDone = true })
    for (const end = time.now() + limit; !isDone && time.now() < end;) {
      await nextTurn()
      if (isEncrypting() || isDone) continue
      await time.advance(STEP)
    }
    if (!isDone) throw new Error('The work has not ended within the limit of virtual time.')
    return work
  }

  async function join(signer: Hex, options: Partial<NitroliteClientOptions> = {}): Promise<Party> {
    const journal = createMemoryJournal()
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer, WebSocket, timers: time, reconnect: { jitter: 0 }, keep: { closings: journal }, ...options,
    })
    onTestFinished(() => { client.dispose() })
    await settled(client.connect())
    return { client, journal }
  }

  return {
    time, node, sessionId, settled, join,
    passed: (ms: number) => settled(new Promise<void>((resolve) => { time.setTimeout(resolve, ms) })),
    closesSent: () => sent.filter(({ method }) => method === 'close_app_session'),
    paid: () => paidOut(node, sessionId),
  }
}

/** A store that keeps logins in memory, for clients that follow each other as pages of one browser do. */
export function keptLogins(): LoginStore {
  const logins = new Map<string, KeptLogin>()
  return {
    exclusively: (_name, task) => task(),
    read: async name => logins.get(name) ?? null,
    write: async (name, login) => { logins.set(name, login) },
  }
}

export const REQUESTED = split([ALICE, '0.7'], [BOB, '0.2'], [CAROL, '0.1'])
export const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.2'], [CAROL, 'usdc', '0.1']]
export { ALICE, ALICE_KEY, BOB, BOB_KEY }
