import { Wallet } from 'ethers'
import { createMemoryJournal, createNitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { createEmbeddedNitronode, createVirtualTime, type EmbeddedNitronode, type EmbeddedNitronodeOptions, type VirtualTime } from '../../src/testing'

export const ALICE = new Wallet(`0x${'11'.repeat(32)}`)
export const BOB = new Wallet(`0x${'22'.repeat(32)}`)

/** Alice's wallet, which asks her for every signature. She can decline. */
export class Person {
  readonly asked: string[] = []
  isWilling = true
  getAddress = async () => ALICE.address
  signTypedData = async (): Promise<string> => { throw new Error('This protocol has no typed data to sign.') }
  signMessage = async (message: Uint8Array): Promise<string> => {
    this.asked.push('message')
    if (!this.isWilling) throw Object.assign(new Error('no'), { code: 4001 })
    return ALICE.signMessage(message)
  }
}

/**
 * Creates a WebSocket class that refuses closes while `blocked.is` is true, as a nitronode does while the channel of a
 * participant is locked.
 */
export function createBlockingSocket(node: EmbeddedNitronode, blocked: { is: boolean }): never {
  return class extends node.WebSocket {
    override send(text: string): void {
      if (!blocked.is || !text.includes('"intent":3')) super.send(text)
      else {
        const [, id, method] = JSON.parse(text) as [number, number, string]
        const error = `failed to issue release state for participant ${ALICE.address}: mutual lock is still ongoing`
        this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify([4, id, method, { error }, 1_800_000_000_000]) }))
      }
    }
  } as never
}

let count = 0

/** A new URL. Clients remember which protocol a URL speaks, so tests must not share one. */
export const freshUrl = (): string => `ws://nitronode-${++count}.test`

/** Lets virtual time pass until a promise settles. @throws Error if that takes more than five minutes */
export async function run<T>(time: VirtualTime, work: PromiseLike<T>): Promise<T> {
  let isOver = false
  const over = (): void => { isOver = true }
  work.then(over, over)
  for (let step = 0; step < 600 && !isOver; step++) await time.advance(500)
  if (!isOver) throw new Error('The promise did not settle within five virtual minutes.')
  return await work
}

/** Sets up a nitronode in virtual time with a session of Alice and Bob, and a function that makes clients of Alice. */
export function setUp(options: Partial<NitroliteClientOptions> = {}, nodeOptions: EmbeddedNitronodeOptions = {}, held = '1') {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({ clock: time.now, timers: time, ...nodeOptions })
  const { id } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: held }],
  })
  const sent: string[] = []
  const journal = createMemoryJournal()
  const make = (more: Partial<NitroliteClientOptions> = {}) => {
    const client = createNitroliteClient({
      url: freshUrl(), application: 'test-app', WebSocket: node.WebSocket as never, timers: time,
      signer: `0x${'11'.repeat(32)}`, journal, ...options, ...more,
    })
    client.on('frame', ({ direction, text }) => { if (direction === 'sent') sent.push(text) })
    return client
  }
  const split = (alice: string, bob: string) => [
    { participant: ALICE.address, asset: 'usdc', amount: alice }, { participant: BOB.address, asset: 'usdc', amount: bob },
  ]
  const released = () => node.releases().map(({ participant, amount }) => [participant, amount])
  return { time, node, id, make, split, sent, journal, released }
}
