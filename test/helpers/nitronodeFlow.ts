import { Wallet } from 'ethers'
import { createMemoryJournal, createNitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { createEmbeddedNitronode, createVirtualTime, type EmbeddedNitronode, type EmbeddedNitronodeOptions, type VirtualTime } from '../../src/testing'

export const ALICE = new Wallet(`0x${'11'.repeat(32)}`)
export const BOB = new Wallet(`0x${'22'.repeat(32)}`)

/** A wallet that cannot sign without its person. */
export class Person {
  readonly asked: string[] = []
  isWilling = true
  getAddress = async () => ALICE.address
  signTypedData = async (): Promise<string> => { throw new Error('nothing of this protocol is typed data') }
  signMessage = async (message: Uint8Array): Promise<string> => {
    this.asked.push('message')
    if (!this.isWilling) throw Object.assign(new Error('no'), { code: 4001 })
    return ALICE.signMessage(message)
  }
}

/** Sockets of a node on which closes are refused, as they are while a participant's channel is locked. */
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

/** An address that nothing is known of yet. */
export const freshUrl = (): string => `ws://nitronode-${++count}.test`

/** Lets time pass until something is settled. */
export async function run<T>(time: VirtualTime, work: PromiseLike<T>): Promise<T> {
  let isOver = false
  const over = (): void => { isOver = true }
  work.then(over, over)
  for (let step = 0; step < 600 && !isOver; step++) await time.advance(500)
  if (!isOver) throw new Error('It takes longer than five minutes.')
  return await work
}

/** A nitronode with a session of Alice, and clients of hers. */
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
