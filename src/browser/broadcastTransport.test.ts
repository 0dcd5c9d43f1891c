import { afterEach, expect, it, vi } from 'vitest'
import { createVirtualTime, systemTurn } from '../testing/time/virtualTime'
import { createBroadcastTransport, type BroadcastTransportOptions } from './broadcastTransport'
import type { Transport } from '../core/cosigning/transport'

const opened: Transport[] = []
afterEach(() => { for (const transport of opened.splice(0)) transport.close() })

const transportOf = (options: BroadcastTransportOptions = {}): Transport => {
  const transport = createBroadcastTransport({ name: expect.getState().currentTestName ?? '', ...options })
  opened.push(transport)
  return transport
}
const hear = (transport: Transport, room = 'room'): number[][] => {
  const messages: number[][] = []
  transport.subscribe(room, message => messages.push([...message]))
  return messages
}
/** Lets messages between channels arrive. */
const settle = async (): Promise<void> => { for (let turn = 0; turn < 50; turn++) await systemTurn() }

it('pages of one origin hear each other in the same room, and nobody hears their own messages or other rooms', async () => {
  const [one, other] = [transportOf(), transportOf()]
  const [atOne, atOther, elsewhere] = [hear(one), hear(other), hear(other, 'another room')]
  await one.publish('room', Uint8Array.of(1, 2))
  await vi.waitFor(() => expect(atOther).toEqual([[1, 2]]))
  expect([atOne, elsewhere]).toEqual([[], []])
})

it('a page that does not listen can publish, and sends nothing else of a larger buffer', async () => {
  const heard = hear(transportOf())
  await transportOf().publish('room', Uint8Array.of(9, 1, 9).subarray(1, 2))
  await vi.waitFor(() => expect(heard).toEqual([[1]]))
})

it('presence counts the other pages that listen, until they leave', async () => {
  const [one, two, three] = [transportOf(), transportOf(), transportOf()]
  const counts: number[] = []
  one.presence?.('room', ({ others }) => counts.push(others))
  const stopTwo = two.subscribe('room', () => {})
  await vi.waitFor(() => expect(counts).toEqual([1]))
  three.presence?.('room', () => {})
  await vi.waitFor(() => expect(counts).toEqual([1, 2]))
  stopTwo()
  stopTwo()
  three.close()
  await vi.waitFor(() => expect(counts).toEqual([1, 2, 1, 0]))
})

it('a room counts a page that ended without leaving for a limited time, and a page that announces itself for as long as it does so', async () => {
  const time = createVirtualTime()
  const timers = { after: time.after, now: time.now, elapsed: time.elapsed }
  const still = createVirtualTime()
  const [one, two] = [transportOf({ timers }), transportOf({ timers })]
  const frozen = transportOf({ timers: { after: still.after, now: still.now, elapsed: still.elapsed } })
  const counts: number[] = []
  one.presence?.('room', ({ others }) => counts.push(others))
  for (const transport of [two, frozen]) transport.subscribe('room', () => {})
  await vi.waitFor(() => expect(counts).toEqual([1, 2]))
  for (let step = 0; step < 12; step++) {
    await time.advance(10_000)
    await settle()
  }
  expect(counts).toEqual([1, 2])
  await time.advance(20_000)
  await settle()
  expect(counts).toEqual([1, 2, 1])
})

it('a listener that comes later learns the present number of others', async () => {
  const [one, two] = [transportOf(), transportOf()]
  const counts: number[] = []
  one.presence?.('room', ({ others }) => counts.push(others))
  two.subscribe('room', () => {})
  await vi.waitFor(() => expect(counts).toEqual([1]))
  const later: number[] = []
  one.presence?.('room', ({ others }) => later.push(others))
  expect(later).toEqual([1])
})

it('a broadcast transport ignores data in its channel that no transport has written', async () => {
  const one = transportOf({ name: 'strange' })
  const heard = hear(one)
  const counts: number[] = []
  one.presence?.('room', ({ others }) => counts.push(others))
  const channel = new BroadcastChannel('strange room room')
  const strange = [
    null, 'here', { kind: 'here' }, { kind: 'here', from: 'x'.repeat(65), mustAnswer: false }, { kind: 'here', from: 'x', mustAnswer: false, more: 1 },
    { kind: 'message', from: 'x', message: [1] }, { kind: 'message', from: 'x', message: 'text' },
  ]
  for (const data of strange) channel.postMessage(data)
  channel.postMessage({ kind: 'message', from: 'x', message: Uint8Array.of(5) })
  await vi.waitFor(() => expect(heard).toEqual([[5]]))
  expect(counts).toEqual([])
  channel.close()
})

it('a broadcast transport counts no more than 64 other pages', async () => {
  const one = transportOf({ name: 'crowd' })
  const counts: number[] = []
  one.presence?.('room', ({ others }) => counts.push(others))
  const heard = hear(one)
  const channel = new BroadcastChannel('crowd room room')
  for (let number = 0; number < 100; number++) channel.postMessage({ kind: 'here', from: String(number), mustAnswer: false })
  channel.postMessage({ kind: 'message', from: 'x', message: Uint8Array.of(5) })
  await vi.waitFor(() => expect(heard).toEqual([[5]]))
  expect(counts.at(-1)).toBe(64)
  channel.close()
})

it('a listener that throws does not keep others from their messages, and is reported', async () => {
  const codes: string[] = []
  const one = transportOf({ onError: ({ code }) => codes.push(code) })
  one.subscribe('room', () => { throw new Error('Broken.') })
  const heard = hear(one)
  await transportOf().publish('room', Uint8Array.of(1))
  await vi.waitFor(() => expect(heard).toEqual([[1]]))
  expect(codes).toEqual(['LISTENER_FAILED'])
})

it('a channel that the browser has closed is opened again by the next message', async () => {
  const channels: BroadcastChannel[] = []
  const Original = globalThis.BroadcastChannel
  vi.stubGlobal('BroadcastChannel', class extends Original {
    constructor(name: string) {
      super(name)
      channels.push(this)
    }
  })
  const [one, two] = [transportOf(), transportOf()]
  const [atOne, atTwo] = [hear(one), hear(two)]
  vi.unstubAllGlobals()
  channels[0]?.close()
  await one.publish('room', Uint8Array.of(1))
  await vi.waitFor(() => expect(atTwo).toEqual([[1]]))
  await two.publish('room', Uint8Array.of(2))
  await vi.waitFor(() => expect(atOne).toEqual([[2]]))
})

it('a closed transport, and messages that are empty or too large, are refused with TRANSPORT_FAILED', async () => {
  const one = transportOf()
  for (const message of [new Uint8Array(), new Uint8Array(32 * 1024 + 1)]) {
    await expect(one.publish('room', message)).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' })
  }
  one.close()
  await expect(one.publish('room', Uint8Array.of(1))).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' })
  expect(() => one.subscribe('room', () => {})).toThrow(expect.objectContaining({ code: 'TRANSPORT_FAILED' }) as Error)
})
