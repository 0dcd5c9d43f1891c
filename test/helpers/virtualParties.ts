import { onTestFinished, vi } from 'vitest'
import { createNitroliteClient, createStoreJournal, type Journal, type NitroliteClient, type NitroliteClientOptions, type SignerInput } from '../../src/core'
import { createVirtualTime } from '../../src/testing'
// Clients load this part when it is first used, which takes real time. Virtual time would pass meanwhile.
import '../../src/core/cosigning/createCosigning'
import { createMapStore } from './mapStore'

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
  const spy = vi.spyOn(globalThis.crypto, 'subtle', 'get').mockReturnValue(counted)
  onTestFinished(() => { spy.mockRestore() })
  return () => running > 0
}

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** One participant with a client and a journal of its own. */
export interface Party {
  readonly client: NitroliteClient
  readonly journal: Journal
}

/** What parties need of their node. */
export interface PartiesOptions {
  readonly url: string
  readonly WebSocket: NonNullable<NitroliteClientOptions['WebSocket']>
  readonly application: string
}

/** The virtual time of a node and its parties. */
export function startVirtualTime() {
  const time = createVirtualTime()
  const isEncrypting = countEncryptions()

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

  return { time, settled, passed: (ms: number) => settled(new Promise<void>((resolve) => { time.setTimeout(resolve, ms) })) }
}

/** Starts clients of a node, each with a journal of its own. */
export const joinWith = ({ time, settled }: ReturnType<typeof startVirtualTime>, node: PartiesOptions) =>
  async (signer: SignerInput, options: Partial<NitroliteClientOptions> = {}): Promise<Party> => {
    // Unlike a journal in memory, it refuses records of another form than it reads.
    const journal = createStoreJournal(createMapStore())
    const client = createNitroliteClient({ ...node, signer, timers: time, reconnect: { jitter: 0 }, keep: { closings: journal }, ...options })
    onTestFinished(() => { client.dispose() })
    await settled(client.connect())
    return { client, journal }
  }
